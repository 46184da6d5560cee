// What the plugin uses of Windows' taskkill: /pid NUMBER /t /f. That of Wine 8 has no /t.
#include <stdlib.h>
#include <windows.h>
#include <tlhelp32.h>

static BOOL end(DWORD id) {
  HANDLE all = CreateToolhelp32Snapshot(TH32CS_SNAPPROCESS, 0);
  HANDLE process = OpenProcess(PROCESS_TERMINATE, FALSE, id);
  BOOL ended = process != NULL && TerminateProcess(process, 1);
  PROCESSENTRY32 each = {.dwSize = sizeof each};
  for (BOOL more = Process32First(all, &each); more; more = Process32Next(all, &each))
    if (each.th32ParentProcessID == id && each.th32ProcessID != id) end(each.th32ProcessID);
  return ended;
}

int main(int count, char **arguments) {
  if (count != 5 || strcmp(arguments[1], "/pid") || strcmp(arguments[3], "/t") || strcmp(arguments[4], "/f")) return 1;
  return end(atoi(arguments[2])) ? 0 : 128;
}

// Starts the script beside this program that has its name and the extension .js, by the program that the script's first
// line names: what Unix does by itself.
#include <stdio.h>
#include <windows.h>

int main(void) {
  static wchar_t script[MAX_PATH], interpreter[MAX_PATH], command[32768];
  static char line[MAX_PATH];
  GetModuleFileNameW(NULL, script, MAX_PATH);
  wcscpy(wcsrchr(script, L'.'), L".js");
  FILE *file = _wfopen(script, L"r");
  if (file == NULL || fgets(line, sizeof line, file) == NULL) return 126;
  line[strcspn(line, "\r\n")] = 0;
  MultiByteToWideChar(CP_UTF8, 0, line + 2, -1, interpreter, MAX_PATH);
  const wchar_t *rest = GetCommandLineW();
  rest = *rest == L'"' ? wcschr(rest + 1, L'"') + 1 : rest + wcscspn(rest, L" ");
  swprintf(command, 32768, L"\"%ls\" \"%ls\"%ls", interpreter, script, rest);
  STARTUPINFOW start = {.cb = sizeof start};
  PROCESS_INFORMATION started;
  if (!CreateProcessW(interpreter, command, NULL, NULL, TRUE, 0, NULL, NULL, &start, &started)) return 127;
  WaitForSingleObject(started.hProcess, INFINITE);
  DWORD code = 1;
  GetExitCodeProcess(started.hProcess, &code);
  return (int)code;
}

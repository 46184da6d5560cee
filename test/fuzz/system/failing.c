// Lets one file operation of a process fail, for tests: preloaded with LD_PRELOAD, it stands between Node and the C library. What
// is to fail it is told in a file that the test writes at any time, and there it says what it did: see failing.ts.
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

// What an operation does, which says by which errors it can fail.
enum { LOOKS = 1, OPENS = 2, READS = 4, MAKES = 8, WRITES = 16, PIPES = 32, FORKS = 64, RUNS = 128, WATCHES = 256 };

// The test's half of the file, and below it this one's.
static struct control {
  int armed;
  int nth;      // which of the operations that can fail by this error, from 1 on
  int error;    // an errno
  int sticky;   // 0: only that one; 1: from then on all at its path; 2: from then on all
  int count;    // how many there were
  int fired;    // whether it has failed
  char op[40];
  char path[1024];
} *control;

// The descriptors that were opened while it was armed, by what.
enum { mostFiles = 4096 };
static char *opened[mostFiles];

static int can(int error, int does) {
  switch (error) {
  case EACCES:
  case ENOENT:
  case ENOTDIR:
  case ELOOP:
    return does & (LOOKS | OPENS | MAKES | RUNS);
  case EMFILE:
  case ENFILE:
    return does & (OPENS | PIPES);
  case ENOSPC:
  case EDQUOT:
    return does & (MAKES | WRITES | WATCHES);
  case EROFS:
    return does & MAKES;
  case EFBIG:
    return does & WRITES;
  case EAGAIN:
    return does & FORKS;
  case ENOMEM:
    return does & (FORKS | OPENS | LOOKS | WATCHES);
  default: // EIO, ESTALE
    return does & (LOOKS | OPENS | READS | MAKES | WRITES);
  }
}

static int fails(const char *op, const char *path, int does) {
  if (control == NULL || !control->armed || !can(control->error, does)) return 0;
  if (path == NULL) path = "";
  if (control->fired) {
    if (control->sticky == 0 || (control->sticky == 1 && strcmp(path, control->path) != 0)) return 0;
  } else {
    if (__atomic_add_fetch(&control->count, 1, __ATOMIC_SEQ_CST) != control->nth) return 0;
    control->fired = 1;
    strncpy(control->op, op, sizeof control->op - 1);
    strncpy(control->path, path, sizeof control->path - 1);
  }
  errno = control->error;
  return 1;
}

__attribute__((constructor)) static void start(void) {
  const char *file = getenv("FAILING_CONTROL");
  int fd = file == NULL ? -1 : (int)syscall(SYS_openat, AT_FDCWD, file, O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  void *map = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (map != MAP_FAILED) control = map;
  syscall(SYS_close, fd);
}

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static int keep(int fd, const char *path) {
  if (fd < 0 || fd >= mostFiles) return fd;
  free(opened[fd]);
  opened[fd] = control != NULL && control->armed ? strdup(path) : NULL;
  return fd;
}

static const char *name(int fd) { return fd >= 0 && fd < mostFiles ? opened[fd] : NULL; }

// The function of a name that takes these parameters, which fails if an operation at `where` does.
#define STAND_IN(type, function, parameters, arguments, failure, where, does)                                          \
  type function parameters {                                                                                           \
    static type(*next) parameters;                                                                                     \
    if (next == NULL) *(void **)&next = real(#function);                                                               \
    if (fails(#function, where, does)) return failure;                                                                 \
    return next arguments;                                                                                             \
  }

// The same for a descriptor: only what was opened meanwhile counts, which neither stdin nor stdout is.
#define STAND_IN_FD(type, function, parameters, arguments, does)                                                       \
  type function parameters {                                                                                           \
    static type(*next) parameters;                                                                                     \
    if (next == NULL) *(void **)&next = real(#function);                                                               \
    if (name(fd) != NULL && fails(#function, name(fd), does)) return -1;                                               \
    return next arguments;                                                                                             \
  }

#define OPEN(function)                                                                                                 \
  int function(const char *path, int flags, ...) {                                                                     \
    static int (*next)(const char *, int, ...);                                                                        \
    if (next == NULL) *(void **)&next = real(#function);                                                               \
    va_list rest;                                                                                                      \
    va_start(rest, flags);                                                                                             \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;                                            \
    va_end(rest);                                                                                                      \
    if (fails(#function, path, flags & O_CREAT ? OPENS | MAKES : OPENS)) return -1;                                    \
    return keep(next(path, flags, mode), path);                                                                        \
  }

OPEN(open)
OPEN(open64)
STAND_IN_FD(ssize_t, read, (int fd, void *to, size_t size), (fd, to, size), READS)
STAND_IN_FD(ssize_t, readv, (int fd, const struct iovec *to, int parts), (fd, to, parts), READS)
STAND_IN_FD(ssize_t, pread64, (int fd, void *to, size_t size, off64_t at), (fd, to, size, at), READS)
STAND_IN_FD(ssize_t, preadv64, (int fd, const struct iovec *to, int parts, off64_t at), (fd, to, parts, at), READS)
STAND_IN_FD(ssize_t, write, (int fd, const void *from, size_t size), (fd, from, size), WRITES)
STAND_IN_FD(ssize_t, writev, (int fd, const struct iovec *from, int parts), (fd, from, parts), WRITES)
STAND_IN_FD(ssize_t, pwrite64, (int fd, const void *from, size_t size, off64_t at), (fd, from, size, at), WRITES)
STAND_IN_FD(ssize_t, pwritev64, (int fd, const struct iovec *from, int parts, off64_t at), (fd, from, parts, at), WRITES)
STAND_IN(int, access, (const char *path, int mode), (path, mode), -1, path, LOOKS)
STAND_IN(int, mkdir, (const char *path, mode_t mode), (path, mode), -1, path, MAKES)
STAND_IN(char *, mkdtemp, (char *path), (path), NULL, path, MAKES)
STAND_IN(int, rmdir, (const char *path), (path), -1, path, MAKES)
STAND_IN(int, unlink, (const char *path), (path), -1, path, MAKES)
STAND_IN(int, unlinkat, (int at, const char *path, int flags), (at, path, flags), -1, path, MAKES)
STAND_IN(int, rename, (const char *path, const char *to), (path, to), -1, path, MAKES)
STAND_IN(int, link, (const char *path, const char *to), (path, to), -1, to, MAKES)
STAND_IN(int, symlink, (const char *path, const char *to), (path, to), -1, to, MAKES)
STAND_IN(int, chmod, (const char *path, mode_t mode), (path, mode), -1, path, MAKES)
STAND_IN(ssize_t, readlink, (const char *path, char *to, size_t size), (path, to, size), -1, path, LOOKS)
STAND_IN(char *, realpath, (const char *path, char *to), (path, to), NULL, path, LOOKS)
STAND_IN(int, statfs64, (const char *path, struct statfs64 *to), (path, to), -1, path, LOOKS)
STAND_IN(DIR *, opendir, (const char *path), (path), NULL, path, OPENS)
STAND_IN(int, scandir64,
         (const char *path, struct dirent64 ***to, int (*wanted)(const struct dirent64 *),
          int (*compare)(const struct dirent64 **, const struct dirent64 **)),
         (path, to, wanted, compare), -1, path, OPENS)
STAND_IN(int, inotify_init1, (int flags), (flags), -1, NULL, PIPES)
STAND_IN(int, inotify_add_watch, (int fd, const char *path, uint32_t mask), (fd, path, mask), -1, path, LOOKS | WATCHES)
STAND_IN(int, pipe2, (int ends[2], int flags), (ends, flags), -1, NULL, PIPES)
STAND_IN(int, socketpair, (int domain, int type, int protocol, int ends[2]), (domain, type, protocol, ends), -1, NULL, PIPES)
STAND_IN(pid_t, fork, (void), (), -1, NULL, FORKS)
STAND_IN(int, execvp, (const char *path, char *const args[]), (path, args), -1, path, RUNS)

static void forget(int fd) {
  if (name(fd) == NULL) return;
  free(opened[fd]);
  opened[fd] = NULL;
}

int close(int fd) {
  static int (*next)(int);
  if (next == NULL) *(void **)&next = real("close");
  forget(fd);
  return next(fd);
}

// The state of a path or of a descriptor.
int statx(int at, const char *path, int flags, unsigned int mask, struct statx *to) {
  static int (*next)(int, const char *, int, unsigned int, struct statx *);
  if (next == NULL) *(void **)&next = real("statx");
  int isPath = path[0] != 0;
  const char *where = isPath ? path : name(at);
  if (where != NULL && fails("stat", where, isPath ? LOOKS : READS)) return -1;
  return next(at, path, flags, mask, to);
}

// By this libuv asks for the state of files, and closes them.
long syscall(long number, ...) {
  static long (*next)(long, ...);
  if (next == NULL) *(void **)&next = real("syscall");
  va_list rest;
  va_start(rest, number);
  long a[6];
  for (int i = 0; i < 6; i++) a[i] = va_arg(rest, long);
  va_end(rest);
  if (number == SYS_close) forget((int)a[0]);
  if (number == SYS_statx) return statx((int)a[0], (const char *)a[1], (int)a[2], (unsigned int)a[3], (struct statx *)a[4]);
  return next(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

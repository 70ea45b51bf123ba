/* What the parts of the recorder's guest know of one another. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <unistd.h>

#define PCI "/sys/bus/pci"
#define MAX_WORDS 8

/* answers.c: the step answered is step_text of trace; numbers count within a trace. */
extern FILE *out;
extern char trace[128];
extern int number;
extern const char *step_text;
void fatal(const char *what);
void quote(const char *text);
void begin(void);
void result(int ret, int error);
void answer(int error);
void bad(const char *why);

/* sysfs.c: writers give an errno, or 0. */
int write_file(const char *path, const char *text);
bool read_line(const char *path, char *line, size_t size);
void in_device(char *path, const char *bdf, const char *name);
void link_of(const char *bdf, const char *name, char *target, size_t size);
int group_of(const char *bdf);
bool is_device(const char *word);

/* calls.c */
void settle(void);
void reap(bool silently);
int blocked_count(void);
void may_block(const char *verb, const char *bdf, const char *driver);
void override_of(const char *bdf, char *text, size_t size);

/* host.c */
extern int device_count;
void note_devices(void);
void state(void);
void restore(void);
void group_type(void);

/* vfio.c */
int open_container(const char *name);
void open_group(void);
void get_device_fd(void);
void do_handle_step(const char *verb);
void close_step(bool all);
int close_handles(void);

/* agent.c: the words of the step behind its verb, the next one to be read, and the name behind "as", or NULL. */
extern int next_word;
extern const char *given_name;
const char *word(void);

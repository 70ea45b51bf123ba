/*
 * The first and only process of the recorder's guest. It loads the modules of /modules/order, asks the kernel the steps
 * of /steps, and writes one JSON object per step to /dev/ttyS1. Then it powers the guest off.
 */
#include "guest.h"

#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <termios.h>

static char *words[MAX_WORDS];
static int word_count;
int next_word;
const char *given_name;

const char *word(void) { return next_word < word_count ? words[next_word] : NULL; }

static void do_step(void)
{
	const char *verb = words[0], *first;
	next_word = 1;
	first = word();
	settle();
	reap(false);
	if (!strcmp(verb, "trace") || !strcmp(verb, "reset")) {
		restore();
		if (verb[0] == 't') {
			snprintf(trace, sizeof trace, "%s", first ? first : "");
			number = 0;
		}
		begin();
		fputs(verb[0] == 't' ? ",\"begin\":true" : ",\"reset\":true", out);
		result(0, 0);
	}
	else if (!strcmp(verb, "bind") || !strcmp(verb, "override")) {
		if (word_count == 3 && is_device(first)) may_block(verb, first, words[2]);
		else bad("no such device");
	}
	else if (!strcmp(verb, "unbind") || !strcmp(verb, "probe")) {
		if (first && is_device(first)) may_block(verb, first, "");
		else bad("no such device");
	}
	else if (!strcmp(verb, "driver")) {
		char driver[64];
		if (!first || !is_device(first)) {
			bad("no such device");
			return;
		}
		link_of(first, "driver", driver, sizeof driver);
		begin();
		fprintf(out, ",\"driver\":\"%s\"", driver);
		result(0, 0);
	}
	else if (!strcmp(verb, "state")) state();
	else if (!strcmp(verb, "open-group")) open_group();
	else if (!strcmp(verb, "open-container")) answer(open_container(given_name ? given_name : "c"));
	else if (!strcmp(verb, "get-device-fd")) get_device_fd();
	else if (!strcmp(verb, "group-type")) group_type();
	else if (!strcmp(verb, "close")) close_step(false);
	else if (!strcmp(verb, "close-all")) close_step(true);
	else if (!strcmp(verb, "wait")) {
		begin();
		fprintf(out, ",\"pending\":%d", blocked_count());
		result(blocked_count() ? -1 : 0, 0);
	}
	else if (!strcmp(verb, "timeout")) answer(0);
	else do_handle_step(verb);
}

/* Splits a line as Iopol does: a comment begins a word with #. */
static bool parse(char *line)
{
	static char text[1024];
	word_count = 0;
	given_name = NULL;
	text[0] = 0;
	for (char *rest, *at = strtok_r(line, " \t\r\n", &rest); at && at[0] != '#'; at = strtok_r(NULL, " \t\r\n", &rest)) {
		if (word_count == MAX_WORDS) {
			errno = E2BIG;
			fatal("a step has too many words");
		}
		words[word_count++] = at;
		strcat(strcat(text, text[0] ? " " : ""), at);
	}
	step_text = text;
	if (word_count >= 3 && !strcmp(words[word_count - 2], "as")) {
		given_name = words[word_count - 1];
		word_count -= 2;
	}
	return word_count > 0;
}

static void load_modules(void)
{
	char name[128], path[256];
	FILE *order = fopen("/modules/order", "r");
	if (!order) fatal("/modules/order");
	while (fgets(name, sizeof name, order)) {
		name[strcspn(name, "\n")] = 0;
		snprintf(path, sizeof path, "/modules/%s", name);
		int fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd < 0 || syscall(SYS_finit_module, fd, "", 0)) fatal(path);
		close(fd);
	}
	fclose(order);
}

int main(void)
{
	char line[1024];
	struct utsname kernel;
	mkdir("/proc", 0755);
	mkdir("/sys", 0755);
	mkdir("/dev", 0755);
	if (mount("proc", "/proc", "proc", 0, "") || mount("sysfs", "/sys", "sysfs", 0, "") || mount("dev", "/dev", "devtmpfs", 0, "")) fatal("mount");
	int fd = open("/dev/ttyS1", O_RDWR | O_NOCTTY | O_CLOEXEC);
	struct termios raw;
	if (fd < 0 || tcgetattr(fd, &raw)) fatal("/dev/ttyS1");
	cfmakeraw(&raw);
	tcsetattr(fd, TCSANOW, &raw);
	out = fdopen(fd, "w");
	load_modules();
	note_devices();
	uname(&kernel);
	fprintf(out, "{\"ready\":true,\"kernel\":\"%s\",\"devices\":%d}\n", kernel.release, device_count);
	fflush(out);
	FILE *steps = fopen("/steps", "r");
	if (!steps) fatal("/steps");
	while (fgets(line, sizeof line, steps)) {
		if (parse(line)) do_step();
		fflush(out);
	}
	step_text = "end";
	restore();
	fputs("{\"end\":true}\n", out);
	fflush(out);
	tcdrain(fd);
	reboot(RB_POWER_OFF);
	return 0;
}

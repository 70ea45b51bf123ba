/* What is written to the recorder: one JSON object a line. */
#include "guest.h"

FILE *out;
char trace[128];
int number;
const char *step_text;

void fatal(const char *what)
{
	fprintf(out ? out : stderr, "{\"fatal\":\"%s: %s\"}\n", what, strerror(errno));
	if (out) fflush(out);
	sync();
	reboot(RB_POWER_OFF);
	exit(1);
}

void quote(const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\') fputc('\\', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

void begin(void)
{
	fprintf(out, "{\"n\":%d,\"trace\":", number++);
	quote(trace);
	fputs(",\"step\":", out);
	quote(step_text);
}

void result(int ret, int error)
{
	const char *name = error ? strerrorname_np(error) : "";
	fprintf(out, ",\"ret\":%d,\"errno\":%d,\"err\":\"%s\"}\n", ret, error, name ? name : "?");
}

void answer(int error) { begin(); result(error ? -1 : 0, error); }

void bad(const char *why) { begin(); fprintf(out, ",\"bad\":\"%s\"}\n", why); }

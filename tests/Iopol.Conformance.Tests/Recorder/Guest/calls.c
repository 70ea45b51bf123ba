/*
 * bind, unbind, probe and override may block by design, so they run in threads of their own. That one blocks is seen by
 * where the kernel says it sleeps, never by a time that has passed: a slow machine records the same as a fast one.
 */
#include "guest.h"

#include <pthread.h>

#define MAX_PENDING 64

/* Samples running in which a call must be seen asleep at the same place; and samples, 1 ms apart, it may be seen nowhere. */
#define STEADY_SAMPLES 3
#define LOST_SAMPLES 30000

enum stage { AT_OVERRIDE, AT_CALL };

struct call {
	char verb[16], bdf[16], driver[64], step[192], text[64];
	int id, error;
	pid_t thread;
	enum stage stage;
	bool held_at_override, done;
	char place[64];
	int steady;
};

static struct call *pending[MAX_PENDING];
static int pending_count, last_id;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static bool is_done(struct call *call)
{
	pthread_mutex_lock(&lock);
	bool done = call->done;
	pthread_mutex_unlock(&lock);
	return done;
}

static int set_override(struct call *call)
{
	char path[256];
	in_device(path, call->bdf, "driver_override");
	return write_file(path, strcmp(call->driver, "-") == 0 ? "\n" : call->driver);
}

static int call_bind(struct call *call)
{
	char path[256];
	int error = set_override(call);
	pthread_mutex_lock(&lock);
	bool held = call->held_at_override;
	if (!held) call->stage = AT_CALL;
	pthread_mutex_unlock(&lock);
	/* One that had to wait here answers with that: by now the device may be another step's. */
	if (error || held) return error;
	snprintf(path, sizeof path, PCI "/drivers/%s/bind", call->driver);
	return write_file(path, call->bdf);
}

static void *run(void *argument)
{
	struct call *call = argument;
	char path[256];
	int error;
	pthread_mutex_lock(&lock);
	call->thread = gettid();
	pthread_mutex_unlock(&lock);
	if (!strcmp(call->verb, "bind")) error = call_bind(call);
	else if (!strcmp(call->verb, "override")) error = set_override(call);
	else if (!strcmp(call->verb, "probe")) error = write_file(PCI "/drivers_probe", call->bdf);
	else if (!strcmp(call->verb, "unbind")) in_device(path, call->bdf, "driver/unbind"), error = write_file(path, call->bdf);
	else {
		in_device(path, call->bdf, "driver_override");
		error = read_line(path, call->text, sizeof call->text) ? 0 : errno;
	}
	pthread_mutex_lock(&lock);
	call->error = error;
	call->done = true;
	pthread_mutex_unlock(&lock);
	return NULL;
}

static struct call *start(const char *verb, const char *bdf, const char *driver)
{
	struct call *call = calloc(1, sizeof *call);
	if (!call || pending_count == MAX_PENDING) fatal("too many calls wait");
	snprintf(call->verb, sizeof call->verb, "%s", verb);
	snprintf(call->bdf, sizeof call->bdf, "%s", bdf);
	snprintf(call->driver, sizeof call->driver, "%s", driver);
	snprintf(call->step, sizeof call->step, "%s", step_text);
	call->stage = strcmp(verb, "bind") ? AT_CALL : AT_OVERRIDE;
	pending[pending_count++] = call;
	pthread_attr_t attributes;
	pthread_t thread;
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	if ((errno = pthread_create(&thread, &attributes, run, call))) fatal("pthread_create");
	return call;
}

/* Notes where a call sleeps in the kernel, and in how many samples running it has slept there. */
static void sample(struct call *call)
{
	char path[64], place[64], status[256];
	pthread_mutex_lock(&lock);
	pid_t thread = call->thread;
	pthread_mutex_unlock(&lock);
	snprintf(path, sizeof path, "/proc/self/task/%d/wchan", thread);
	if (!thread || !read_line(path, place, sizeof place)) strcpy(place, "0");
	snprintf(path, sizeof path, "/proc/self/task/%d/stat", thread);
	const char *state = thread && read_line(path, status, sizeof status) ? strrchr(status, ')') : NULL;
	if (!state || !strchr("SD", state[2])) strcpy(place, "0");
	call->steady = strcmp(place, "0") && !strcmp(place, call->place) ? call->steady + 1 : 0;
	strcpy(call->place, place);
}

/* The driver's removal sleeps until the last descriptor of the device is closed. */
static bool waits_for_user(struct call *call) { return call->steady >= STEADY_SAMPLES && !strncmp(call->place, "vfio_", 5); }

/* Another call sleeps so, and holds the lock of the same device. */
static bool waits_for_lock(struct call *call)
{
	if (call->steady < STEADY_SAMPLES) return false;
	for (int i = 0; i < pending_count; i++) {
		if (pending[i] != call && !strcmp(pending[i]->bdf, call->bdf) && waits_for_user(pending[i])) return true;
	}
	return false;
}

/* Returns when every call has ended or sleeps until someone else acts. */
void settle(void)
{
	for (int samples = 0;; samples++) {
		bool moving = false;
		for (int i = 0; i < pending_count; i++) {
			if (!is_done(pending[i])) sample(pending[i]);
		}
		for (int i = 0; i < pending_count; i++) {
			if (!is_done(pending[i]) && !waits_for_user(pending[i]) && !waits_for_lock(pending[i])) moving = true;
		}
		if (!moving) return;
		if (samples == LOST_SAMPLES) {
			for (int i = 0; i < pending_count; i++) fprintf(out, "{\"lost\":\"%s\",\"sleeps\":\"%s\"}\n", pending[i]->step, pending[i]->place);
			errno = ETIMEDOUT;
			fatal("a call neither ends nor waits for a descriptor");
		}
		usleep(samples < 20 ? 50 : 1000);
	}
}

/* Takes calls that have ended off the list; says so of those whose step was answered with "blocked". */
void reap(bool silently)
{
	for (int i = pending_count - 1; i >= 0; i--) {
		struct call *call = pending[i];
		if (!is_done(call)) continue;
		if (call->id && !silently) {
			fprintf(out, "{\"async\":%d,\"step\":", call->id);
			quote(call->step);
			result(call->error ? -1 : 0, call->error);
		}
		memmove(&pending[i], &pending[i + 1], (--pending_count - i) * sizeof *pending);
		free(call);
	}
}

int blocked_count(void)
{
	int count = 0;
	for (int i = 0; i < pending_count; i++) count += pending[i]->id != 0;
	return count;
}

void may_block(const char *verb, const char *bdf, const char *driver)
{
	struct call *call = start(verb, bdf, driver);
	settle();
	if (is_done(call)) {
		int error = call->error;
		reap(false);
		answer(error);
		return;
	}
	call->id = ++last_id;
	reap(false);
	pthread_mutex_lock(&lock);
	call->held_at_override = call->stage == AT_OVERRIDE;
	pthread_mutex_unlock(&lock);
	begin();
	fprintf(out, ",\"blocked\":true%s,\"pending\":%d}\n", call->held_at_override ? ",\"at\":\"override\"" : "", call->id);
}

/* The driver_override of a device; "?locked" where a call that waits keeps even a reader out. */
void override_of(const char *bdf, char *text, size_t size)
{
	struct call *call = start("read", bdf, "");
	settle();
	bool done = is_done(call);
	snprintf(text, size, "%s", !done ? "?locked" : strcmp(call->text, "(null)") ? call->text : "");
	reap(false);
}

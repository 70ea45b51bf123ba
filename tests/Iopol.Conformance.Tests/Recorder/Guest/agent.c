/*
 * The first and only process of the recorder's guest. It loads the modules of /modules/order, asks the kernel the steps
 * of /steps, and writes one JSON object per step to /dev/ttyS1. Then it powers the guest off.
 *
 * bind, unbind, probe and override may block by design, so they run in threads of their own. That one blocks is seen by
 * where the kernel says it sleeps, never by a time that has passed: a slow machine records the same as a fast one.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/vfio.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <termios.h>
#include <unistd.h>

#define PCI "/sys/bus/pci"
#define MAX_WORDS 8
#define MAX_HANDLES 128
#define MAX_PENDING 64
#define MAX_DEVICES 64

/* Samples, 1 ms apart, in which a call must be seen asleep at the same place; and how long it may be seen nowhere. */
#define STEADY_SAMPLES 3
#define LOST_SAMPLES 30000

/* Memory behind a mapping: the largest size a step may ask for. */
#define BACKING (64UL << 20)

/* ---- Answers ---- */

static FILE *out;
static char trace[128];
static int number;
static const char *step_text;

static void fatal(const char *what)
{
	fprintf(out ? out : stderr, "{\"fatal\":\"%s: %s\"}\n", what, strerror(errno));
	if (out) fflush(out);
	sync();
	reboot(RB_POWER_OFF);
	exit(1);
}

static void quote(const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\') fputc('\\', out);
		fputc(*text, out);
	}
	fputc('"', out);
}

static void begin(void)
{
	fprintf(out, "{\"n\":%d,\"trace\":", number++);
	quote(trace);
	fputs(",\"step\":", out);
	quote(step_text);
}

static void result(int ret, int error)
{
	const char *name = error ? strerrorname_np(error) : "";
	fprintf(out, ",\"ret\":%d,\"errno\":%d,\"err\":\"%s\"}\n", ret, error, name ? name : "?");
}

static void answer(int error) { begin(); result(error ? -1 : 0, error); }

static void bad(const char *why) { begin(); fprintf(out, ",\"bad\":\"%s\"}\n", why); }

/* ---- Files of sysfs ---- */

static int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0) return errno;
	int error = write(fd, text, strlen(text)) < 0 ? errno : 0;
	close(fd);
	return error;
}

/* The first line of a file; false where it cannot be read. */
static bool read_line(const char *path, char *line, size_t size)
{
	line[0] = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) return false;
	ssize_t length = read(fd, line, size - 1);
	close(fd);
	if (length < 0) return false;
	line[length] = 0;
	line[strcspn(line, "\n")] = 0;
	return true;
}

static void in_device(char *path, const char *bdf, const char *name) { snprintf(path, 256, PCI "/devices/%s/%s", bdf, name); }

/* The last part of what a link of a device points at, or nothing. */
static void link_of(const char *bdf, const char *name, char *target, size_t size)
{
	char path[256], full[512];
	in_device(path, bdf, name);
	ssize_t length = readlink(path, full, sizeof full - 1);
	target[0] = 0;
	if (length <= 0) return;
	full[length] = 0;
	snprintf(target, size, "%s", strrchr(full, '/') + 1);
}

static int group_of(const char *bdf)
{
	char group[32];
	link_of(bdf, "iommu_group", group, sizeof group);
	return group[0] ? atoi(group) : -1;
}

static bool is_device(const char *word)
{
	char path[256];
	in_device(path, word, "vendor");
	return strlen(word) == 12 && access(path, F_OK) == 0;
}

/* ---- Calls that may block ---- */

enum stage { AT_OVERRIDE, AT_CALL };

struct call {
	char verb[16], bdf[16], driver[64], step[192], text[64];
	int id, error;
	pid_t thread;
	enum stage stage;
	bool held_at_override, reported, done;
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
	call->thread = syscall(SYS_gettid);
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
static void settle(void)
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
static void reap(bool silently)
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

static int blocked_count(void)
{
	int count = 0;
	for (int i = 0; i < pending_count; i++) count += pending[i]->id != 0;
	return count;
}

static void may_block(const char *verb, const char *bdf, const char *driver)
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
static void override_of(const char *bdf, char *text, size_t size)
{
	struct call *call = start("read", bdf, "");
	settle();
	bool done = is_done(call);
	snprintf(text, size, "%s", !done ? "?locked" : strcmp(call->text, "(null)") ? call->text : "");
	reap(false);
}

/* ---- Handles ---- */

enum kind { GROUP, CONTAINER, DEVICE };

struct handle { char name[64]; enum kind kind; int fd; };

static struct handle handles[MAX_HANDLES];
static int handle_count;

static struct handle *add(const char *name, enum kind kind, int fd)
{
	if (handle_count == MAX_HANDLES) fatal("too many handles");
	struct handle *handle = &handles[handle_count++];
	snprintf(handle->name, sizeof handle->name, "%s", name);
	handle->kind = kind;
	handle->fd = fd;
	return handle;
}

static struct handle *find(const char *name)
{
	for (int i = handle_count - 1; i >= 0; i--) {
		if (!strcmp(handles[i].name, name)) return &handles[i];
	}
	return NULL;
}

static int close_handle(struct handle *handle)
{
	int error = close(handle->fd) ? errno : 0;
	size_t behind = &handles[handle_count] - handle - 1;
	memmove(handle, handle + 1, behind * sizeof *handle);
	handle_count--;
	return error;
}

static int open_container(const char *name)
{
	int fd = open("/dev/vfio/vfio", O_RDWR | O_CLOEXEC);
	if (fd < 0) return errno;
	add(name, CONTAINER, fd);
	return 0;
}

/* ---- Steps ---- */

static char *words[MAX_WORDS];
static int word_count, next_word;
static const char *given_name;

static const char *word(void) { return next_word < word_count ? words[next_word] : NULL; }

static bool is_value(const char *text) { return isdigit((unsigned char)text[0]) || !strncmp(text, "type1", 5); }

/* The handle a step names; where it names none the latest of the kind, and for a container a new one. */
static struct handle *take(enum kind kind)
{
	const char *name = word();
	struct handle *named = name ? find(name) : NULL;
	if (named && named->kind == kind) {
		next_word++;
		return named;
	}
	if (name && !named && !is_value(name)) return NULL;
	for (int i = handle_count - 1; i >= 0; i--) {
		if (handles[i].kind == kind) return &handles[i];
	}
	return kind == CONTAINER && open_container("c") == 0 ? &handles[handle_count - 1] : NULL;
}

static bool take_number(uint64_t *value)
{
	char *end;
	if (!word()) return false;
	*value = strtoull(word(), &end, 0);
	if (*end) return false;
	next_word++;
	return true;
}

static int do_ioctl(int fd, unsigned long request, void *argument) { return ioctl(fd, request, argument) < 0 ? errno : 0; }

static void open_group(void)
{
	const char *bdf = word();
	int group = bdf && is_device(bdf) ? group_of(bdf) : bdf && isdigit((unsigned char)bdf[0]) && !strchr(bdf, ':') ? atoi(bdf) : -1;
	if (group < 0) {
		bad("no such group");
		return;
	}
	char path[64], name[16];
	snprintf(path, sizeof path, "/dev/vfio/%d", group);
	snprintf(name, sizeof name, "g%d", group);
	int fd = open(path, O_RDWR | O_CLOEXEC), error = fd < 0 ? errno : 0;
	begin();
	fprintf(out, ",\"group\":%d", group);
	if (!error) fprintf(out, ",\"handle\":\"%s\"", add(given_name ? given_name : name, GROUP, fd)->name);
	result(error ? -1 : 0, error);
}

static void get_device_fd(void)
{
	struct handle *group = take(GROUP);
	if (!group || !word()) {
		bad("no such handle");
		return;
	}
	int fd = ioctl(group->fd, VFIO_GROUP_GET_DEVICE_FD, word()), error = fd < 0 ? errno : 0;
	begin();
	if (!error) fprintf(out, ",\"handle\":\"%s\"", add(given_name ? given_name : word(), DEVICE, fd)->name);
	result(error ? -1 : 0, error);
}

static void group_status(struct handle *group)
{
	struct vfio_group_status status = { .argsz = sizeof status };
	int error = do_ioctl(group->fd, VFIO_GROUP_GET_STATUS, &status);
	begin();
	if (!error) {
		fprintf(out, ",\"viable\":%s,\"container_set\":%s", status.flags & VFIO_GROUP_FLAGS_VIABLE ? "true" : "false",
			status.flags & VFIO_GROUP_FLAGS_CONTAINER_SET ? "true" : "false");
	}
	result(error ? -1 : 0, error);
}

static void set_iommu(struct handle *container)
{
	uint64_t type = VFIO_TYPE1v2_IOMMU;
	if (word() && !strcmp(word(), "type1")) type = VFIO_TYPE1_IOMMU;
	else if (word() && strcmp(word(), "type1v2") && !take_number(&type)) {
		bad("no such type");
		return;
	}
	answer(do_ioctl(container->fd, VFIO_SET_IOMMU, (void *)(uintptr_t)type));
}

static void map(struct handle *container)
{
	static void *memory;
	struct vfio_iommu_type1_dma_map request = { .argsz = sizeof request };
	uint64_t iova, size;
	if (!take_number(&iova) || !take_number(&size) || size > BACKING) {
		bad("no such address or size");
		return;
	}
	if (!memory) {
		memory = mmap(NULL, BACKING, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (memory == MAP_FAILED) fatal("mmap");
	}
	/* A page never written is the one shared page of zeros. */
	for (uint64_t at = 0; at < size; at += 4096) ((volatile char *)memory)[at] = 1;
	const char *access = word() ? word() : "rw";
	if (strchr(access, 'r')) request.flags |= VFIO_DMA_MAP_FLAG_READ;
	if (strchr(access, 'w')) request.flags |= VFIO_DMA_MAP_FLAG_WRITE;
	request.vaddr = (uintptr_t)memory;
	request.iova = iova;
	request.size = size;
	answer(do_ioctl(container->fd, VFIO_IOMMU_MAP_DMA, &request));
}

static void unmap(struct handle *container, bool all)
{
	struct vfio_iommu_type1_dma_unmap request = { .argsz = sizeof request };
	uint64_t iova = 0, size = 0;
	if (!all && (!take_number(&iova) || !take_number(&size))) {
		bad("no such address or size");
		return;
	}
	if (all) request.flags = VFIO_DMA_UNMAP_FLAG_ALL;
	request.iova = iova;
	request.size = size;
	int error = do_ioctl(container->fd, VFIO_IOMMU_UNMAP_DMA, &request);
	begin();
	fprintf(out, ",\"unmapped\":\"0x%llx\"", (unsigned long long)request.size);
	result(error ? -1 : 0, error);
}

static void iommu_info(struct handle *container)
{
	char buffer[4096] = { 0 };
	struct vfio_iommu_type1_info *info = (void *)buffer;
	info->argsz = sizeof buffer;
	int error = do_ioctl(container->fd, VFIO_IOMMU_GET_INFO, info);
	begin();
	if (!error) {
		fprintf(out, ",\"flags\":%u,\"pgsizes\":\"0x%llx\"", info->flags, (unsigned long long)info->iova_pgsizes);
		uint32_t at = info->flags & VFIO_IOMMU_INFO_CAPS ? info->cap_offset : 0;
		struct vfio_iommu_type1_info_cap_iova_range *ranges = NULL;
		for (; at && at < sizeof buffer; at = ((struct vfio_info_cap_header *)(buffer + at))->next) {
			struct vfio_info_cap_header *header = (void *)(buffer + at);
			if (header->id == VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE) ranges = (void *)header;
			if (header->id == VFIO_IOMMU_TYPE1_INFO_DMA_AVAIL) fprintf(out, ",\"dma_avail\":%u", ((struct vfio_iommu_type1_info_dma_avail *)header)->avail);
		}
		for (uint32_t i = 0; ranges && i < ranges->nr_iovas; i++) {
			fprintf(out, "%s[\"0x%llx\",\"0x%llx\"]%s", i ? "," : ",\"iova_ranges\":[", (unsigned long long)ranges->iova_ranges[i].start,
				(unsigned long long)ranges->iova_ranges[i].end, i + 1 == ranges->nr_iovas ? "]" : "");
		}
	}
	result(error ? -1 : 0, error);
}

static void device_info(struct handle *device)
{
	struct vfio_device_info info = { .argsz = sizeof info };
	int error = do_ioctl(device->fd, VFIO_DEVICE_GET_INFO, &info);
	begin();
	if (!error) fprintf(out, ",\"flags\":%u,\"regions\":%u,\"irqs\":%u", info.flags, info.num_regions, info.num_irqs);
	result(error ? -1 : 0, error);
}

static void hot_reset_info(struct handle *device)
{
	char buffer[4096] = { 0 };
	struct vfio_pci_hot_reset_info *info = (void *)buffer;
	info->argsz = sizeof buffer;
	int error = do_ioctl(device->fd, VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, info);
	begin();
	if (!error) {
		fputs(",\"devices\":[", out);
		for (uint32_t i = 0; i < info->count; i++) {
			struct vfio_pci_dependent_device *other = &info->devices[i];
			fprintf(out, "%s{\"bdf\":\"%04x:%02x:%02x.%x\",\"group\":%u}", i ? "," : "", other->segment, other->bus, other->devfn >> 3, other->devfn & 7, other->group_id);
		}
		fputc(']', out);
	}
	result(error ? -1 : 0, error);
}

static void hot_reset(struct handle *device)
{
	char buffer[sizeof(struct vfio_pci_hot_reset) + MAX_WORDS * sizeof(int32_t)] = { 0 };
	struct vfio_pci_hot_reset *request = (void *)buffer;
	for (; word(); next_word++) {
		struct handle *group = find(word());
		if (!group) {
			bad("no such handle");
			return;
		}
		request->group_fds[request->count++] = group->fd;
	}
	request->argsz = sizeof buffer;
	answer(do_ioctl(device->fd, VFIO_DEVICE_PCI_HOT_RESET, request));
}

static void group_type(void)
{
	const char *bdf = word();
	char path[64];
	if (!bdf || !is_device(bdf) || group_of(bdf) < 0) {
		bad("no such group");
		return;
	}
	snprintf(path, sizeof path, "/sys/kernel/iommu_groups/%d/type", group_of(bdf));
	next_word++;
	if (word()) {
		answer(write_file(path, word()));
		return;
	}
	char type[32];
	int error = read_line(path, type, sizeof type) ? 0 : errno;
	begin();
	if (!error) fprintf(out, ",\"type\":\"%s\"", type);
	result(error ? -1 : 0, error);
}

/* ---- The host ---- */

static struct { char bdf[16], driver[64]; } devices[MAX_DEVICES];
static int device_count;

static void note_devices(void)
{
	struct dirent **entries;
	int count = scandir(PCI "/devices", &entries, NULL, alphasort);
	if (count < 0) fatal("no PCI devices");
	for (int i = 0; i < count && device_count < MAX_DEVICES; i++) {
		if (!is_device(entries[i]->d_name)) continue;
		snprintf(devices[device_count].bdf, sizeof devices->bdf, "%s", entries[i]->d_name);
		link_of(entries[i]->d_name, "driver", devices[device_count].driver, sizeof devices->driver);
		device_count++;
	}
}

static void state(void)
{
	static char overrides[MAX_DEVICES][64];
	for (int i = 0; i < device_count; i++) override_of(devices[i].bdf, overrides[i], sizeof overrides[i]);
	begin();
	fputs(",\"devices\":[", out);
	for (int i = 0; i < device_count; i++) {
		char path[64], driver[64], type[32];
		int group = group_of(devices[i].bdf);
		fprintf(out, "%s{\"bdf\":\"%s\"", i ? "," : "", devices[i].bdf);
		snprintf(path, sizeof path, "/sys/kernel/iommu_groups/%d/type", group);
		if (group >= 0 && read_line(path, type, sizeof type)) fprintf(out, ",\"group\":%d,\"type\":\"%s\"", group, type);
		link_of(devices[i].bdf, "driver", driver, sizeof driver);
		fprintf(out, ",\"driver\":\"%s\"", driver);
		if (overrides[i][0]) fprintf(out, ",\"override\":\"%s\"", overrides[i]);
		fputc('}', out);
	}
	fputc(']', out);
	result(0, 0);
}

/* Closes every handle and gives every device its boot driver back. */
static void restore(void)
{
	char path[256], driver[64], text[64];
	while (handle_count) close_handle(&handles[handle_count - 1]);
	settle();
	reap(true);
	for (int i = 0; i < device_count; i++) {
		const char *bdf = devices[i].bdf, *boot = devices[i].driver;
		override_of(bdf, text, sizeof text);
		in_device(path, bdf, "driver_override");
		if (text[0] && (errno = write_file(path, "\n"))) fatal("an override cannot be cleared");
		link_of(bdf, "driver", driver, sizeof driver);
		if (strcmp(driver, boot) && driver[0]) {
			in_device(path, bdf, "driver/unbind");
			if ((errno = write_file(path, bdf))) fatal("a device cannot be unbound");
		}
	}
	/* All are let go before the first is bound: a group that user space owns refuses a driver of the host. */
	for (int i = 0; i < device_count; i++) {
		const char *bdf = devices[i].bdf, *boot = devices[i].driver;
		link_of(bdf, "driver", driver, sizeof driver);
		if (!strcmp(driver, boot)) continue;
		snprintf(path, sizeof path, PCI "/drivers/%s/bind", boot);
		if ((errno = write_file(path, bdf))) fatal("a device cannot have its driver back");
	}
}

static void do_handle_step(const char *verb)
{
	static const struct { const char *verb; enum kind kind; } takes[] = {
		{ "group-status", GROUP }, { "set-container", GROUP }, { "unset-container", GROUP }, { "set-iommu", CONTAINER }, { "check-ext", CONTAINER },
		{ "map", CONTAINER }, { "unmap", CONTAINER }, { "unmap-all", CONTAINER }, { "iommu-info", CONTAINER }, { "device-info", DEVICE },
		{ "device-reset", DEVICE }, { "hot-reset-info", DEVICE }, { "hot-reset", DEVICE },
	};
	unsigned i = 0;
	while (i < sizeof takes / sizeof *takes && strcmp(takes[i].verb, verb)) i++;
	if (i == sizeof takes / sizeof *takes) {
		/* What is read out of the guest's memory has no number in a trace. */
		if (!strncmp(verb, "host-", 5)) fputs("{\"step\":", out), quote(step_text);
		else begin();
		fputs(",\"skipped\":true,\"why\":\"the recorder has no such step\"}\n", out);
		return;
	}
	struct handle *handle = take(takes[i].kind), *container;
	uint64_t value = 0;
	int fd = handle ? handle->fd : -1;
	if (!handle) bad("no such handle");
	else if (!strcmp(verb, "group-status")) group_status(handle);
	else if (!strcmp(verb, "set-container")) {
		container = take(CONTAINER);
		if (container) answer(do_ioctl(fd, VFIO_GROUP_SET_CONTAINER, &container->fd));
		else bad("no such handle");
	}
	else if (!strcmp(verb, "unset-container")) answer(do_ioctl(fd, VFIO_GROUP_UNSET_CONTAINER, NULL));
	else if (!strcmp(verb, "set-iommu")) set_iommu(handle);
	else if (!strcmp(verb, "check-ext") && take_number(&value)) {
		int extension = ioctl(fd, VFIO_CHECK_EXTENSION, value), error = extension < 0 ? errno : 0;
		begin();
		if (!error) fprintf(out, ",\"value\":%d", extension);
		result(error ? -1 : 0, error);
	}
	else if (!strcmp(verb, "check-ext")) bad("no such number");
	else if (!strcmp(verb, "map")) map(handle);
	else if (!strcmp(verb, "unmap")) unmap(handle, false);
	else if (!strcmp(verb, "unmap-all")) unmap(handle, true);
	else if (!strcmp(verb, "iommu-info")) iommu_info(handle);
	else if (!strcmp(verb, "device-info")) device_info(handle);
	else if (!strcmp(verb, "device-reset")) answer(do_ioctl(fd, VFIO_DEVICE_RESET, NULL));
	else if (!strcmp(verb, "hot-reset-info")) hot_reset_info(handle);
	else hot_reset(handle);
}

static void close_step(bool all)
{
	int closed = handle_count, error = 0;
	struct handle *handle = all ? NULL : word() ? find(word()) : handle_count ? &handles[handle_count - 1] : NULL;
	if (!all && !handle) {
		bad("no such handle");
		return;
	}
	if (all) {
		while (handle_count) close_handle(&handles[handle_count - 1]);
	}
	else error = close_handle(handle);
	settle();
	reap(false);
	begin();
	if (all) fprintf(out, ",\"closed\":%d", closed);
	result(error ? -1 : 0, error);
}

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

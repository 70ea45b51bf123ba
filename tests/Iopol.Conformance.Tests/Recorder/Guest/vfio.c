/* Handles, and what is asked of VFIO through them. */
#include "guest.h"

#include <ctype.h>
#include <linux/vfio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#define MAX_HANDLES 128

/* Memory behind a mapping: the largest size a step may ask for. */
#define BACKING (64UL << 20)

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

int open_container(const char *name)
{
	int fd = open("/dev/vfio/vfio", O_RDWR | O_CLOEXEC);
	if (fd < 0) return errno;
	add(name, CONTAINER, fd);
	return 0;
}

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

void open_group(void)
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

void get_device_fd(void)
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

void do_handle_step(const char *verb)
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

int close_handles(void)
{
	int closed = handle_count;
	while (handle_count) close_handle(&handles[handle_count - 1]);
	return closed;
}

void close_step(bool all)
{
	int closed = handle_count, error = 0;
	struct handle *handle = all ? NULL : word() ? find(word()) : handle_count ? &handles[handle_count - 1] : NULL;
	if (!all && !handle) {
		bad("no such handle");
		return;
	}
	if (all) close_handles();
	else error = close_handle(handle);
	settle();
	reap(false);
	begin();
	if (all) fprintf(out, ",\"closed\":%d", closed);
	result(error ? -1 : 0, error);
}

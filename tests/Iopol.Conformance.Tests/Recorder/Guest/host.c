/* The host's devices: how they stand, and how they stood at boot. */
#include "guest.h"

#include <dirent.h>

#define MAX_DEVICES 64

static struct { char bdf[16], driver[64]; } devices[MAX_DEVICES];
int device_count;

void note_devices(void)
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

void state(void)
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
void restore(void)
{
	char path[256], driver[64], text[64];
	close_handles();
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

void group_type(void)
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

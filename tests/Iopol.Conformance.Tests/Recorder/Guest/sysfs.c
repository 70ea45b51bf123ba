/* Files and links of sysfs. */
#include "guest.h"

int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0) return errno;
	int error = write(fd, text, strlen(text)) < 0 ? errno : 0;
	close(fd);
	return error;
}

/* The first line of a file; false where it cannot be read. */
bool read_line(const char *path, char *line, size_t size)
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

void in_device(char *path, const char *bdf, const char *name) { snprintf(path, 256, PCI "/devices/%s/%s", bdf, name); }

/* The last part of what a link of a device points at, or nothing. */
void link_of(const char *bdf, const char *name, char *target, size_t size)
{
	char path[256], full[512];
	in_device(path, bdf, name);
	ssize_t length = readlink(path, full, sizeof full - 1);
	target[0] = 0;
	if (length <= 0) return;
	full[length] = 0;
	snprintf(target, size, "%s", strrchr(full, '/') + 1);
}

int group_of(const char *bdf)
{
	char group[32];
	link_of(bdf, "iommu_group", group, sizeof group);
	return group[0] ? atoi(group) : -1;
}

bool is_device(const char *word)
{
	char path[256];
	in_device(path, word, "vendor");
	return strlen(word) == 12 && access(path, F_OK) == 0;
}

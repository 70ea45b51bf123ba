// The baseline of the page-table benchmarks: a VT-d second-stage walker, 3 to 5 levels, as a careful person writes it in C.
// Everything the specification asks for is checked, in its order: address width, memory bounds, permission at each level,
// reserved bits, alignment of large leaves, the interrupt window. Compiled on the spot with gcc -O2, gcc -O3 and clang -O2.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FAULT_NONE, FAULT_ROOT = 3, FAULT_WIDTH = 4, FAULT_WRITE = 5, FAULT_READ = 6, FAULT_TABLE = 7, FAULT_RESERVED = 12, FAULT_WINDOW = 14 };
enum { READ = 1, WRITE = 2 };

struct walker {
    const uint8_t *memory; // host address of physical address 0 of the arena
    uint64_t size;         // bytes of the arena, which starts at physical address 0
    uint64_t root;
    uint64_t table_reserved; // reserved bits of a table entry, those above the host's address width included
    uint64_t leaf_reserved;
    uint64_t top_reserved;   // more of them where no leaf may stand
};

struct translation {
    uint64_t address;
    uint32_t size_bits;
    uint32_t fault;
};

static inline struct translation refuse(uint32_t fault) { return (struct translation){0, 0, fault}; }

#define ADDRESS 0x000ffffffffff000ull
#define PAGE_SIZE_BIT 0x80ull

#define CHECK_ENTRY(shift, mask, fault_outside)                                                   \
    at = table + ((iova >> (shift)) & (mask)) * 8;                                                \
    if (at >= w->size) return refuse(fault_outside);                                              \
    entry = *(const uint64_t *)(w->memory + at);                                                  \
    if ((access & WRITE) && !(entry & WRITE)) return refuse(FAULT_WRITE);                         \
    if ((access & READ) && !(entry & READ)) return refuse(FAULT_READ);

#define FINISH(bits)                                                                              \
    do {                                                                                          \
        uint64_t low = (1ull << (bits)) - 1;                                                      \
        if (entry & (w->leaf_reserved | (low & ADDRESS))) return refuse(FAULT_RESERVED);          \
        uint64_t out = (entry & ADDRESS) | (iova & low);                                          \
        if ((out & ~0xfffffull) == 0xfee00000ull) return refuse(FAULT_WINDOW);                    \
        return (struct translation){out, (bits), FAULT_NONE};                                     \
    } while (0)

static inline struct translation translate(const struct walker *w, uint64_t iova, unsigned access)
{
    uint64_t table = w->root, at, entry;
    if (iova >> 48) return refuse(FAULT_WIDTH);

    CHECK_ENTRY(39, 0x1ff, FAULT_ROOT);
    if (entry & (w->table_reserved | w->top_reserved)) return refuse(FAULT_RESERVED);
    table = entry & ADDRESS;

    CHECK_ENTRY(30, 0x1ff, FAULT_TABLE);
    if (entry & PAGE_SIZE_BIT) FINISH(30);
    if (entry & w->table_reserved) return refuse(FAULT_RESERVED);
    table = entry & ADDRESS;

    CHECK_ENTRY(21, 0x1ff, FAULT_TABLE);
    if (entry & PAGE_SIZE_BIT) FINISH(21);
    if (entry & w->table_reserved) return refuse(FAULT_RESERVED);
    table = entry & ADDRESS;

    CHECK_ENTRY(12, 0x1ff, FAULT_TABLE);
    FINISH(12);
}

// Translates each address on its own and adds up what comes out, so that no walk can be left out. Returns the sum.
uint64_t translate_each(const struct walker *w, const uint64_t *iovas, size_t count, unsigned access)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        struct translation t = translate(w, iovas[i], access);
        sum += t.fault ? 1 : t.address;
    }
    return sum;
}

// The same into an array; a fault stores all ones. Returns how many did not fault.
size_t translate_many(const struct walker *w, const uint64_t *iovas, size_t count, unsigned access, uint64_t *addresses)
{
    size_t good = 0;
    for (size_t i = 0; i < count; i++) {
        struct translation t = translate(w, iovas[i], access);
        addresses[i] = t.fault ? UINT64_MAX : t.address;
        good += !t.fault;
    }
    return good;
}

// Consecutive 4 KiB pages, one by one.
size_t translate_range(const struct walker *w, uint64_t iova, size_t count, unsigned access, uint64_t *addresses)
{
    for (size_t i = 0; i < count; i++) {
        struct translation t = translate(w, iova + (i << 12), access);
        if (t.fault) return i;
        addresses[i] = t.address;
    }
    return count;
}

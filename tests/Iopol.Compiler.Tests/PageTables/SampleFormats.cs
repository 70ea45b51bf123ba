namespace Iopol.Compiler.Tests.PageTables;

/// <summary>Formats in the manner of three vendors, written for the tests.</summary>
internal static class SampleFormats
{
    /// <summary>Rights in every entry, no present bit, reserved bits by option.</summary>
    public const string SecondStage = """
        /// Second stage in the manner of VT-d.
        pagetable SecondStage {
            entry 8;
            levels 3, 4, 5;
            level 4 index 56:48;
            level 3 index 47:39;
            level 2 index 38:30;
            level 1 index 29:21;
            level 0 index 20:12;
            root at least 4K;
            input zeros;
            input width 30..57;

            /// Physical address bits the machine has.
            option host_width: 36..52 = 52;
            option snoop_control = false;
            option device_tlb = false;
            option access_dirty = false;

            fault beyond_width 0x4 "the IOVA has more bits than the domain's address width";
            fault root_unreadable 0x3 "the top table lies outside memory";
            fault unreadable 0x7 "a table lies outside memory";
            fault write_denied 0x5 "the path does not allow writing";
            fault read_denied 0x6 "the path does not allow reading";
            fault reserved_bit 0xC "a reserved bit is set";
            fault interrupt_window 0xE "the result lies in the interrupt window";

            entries {
                0     read  = readable;
                1     write = writable;
                7     page_size;
                others ignored;
            }
            table pointer {
                0     read  = 1;
                1     write = 1;
                7     reserved;
                11    reserved;
                51:12 address;
                62    reserved;
            }
            leaf page at 0 {
                7     ignored;
                8     accessed;
                9     dirty;
                11    snoop = snoop_control and coherent reserved when not snoop_control;
                51:12 address;
                62    transient reserved when not device_tlb;
            }
            leaf large at 1, 2 {
                7     page_size = 1;
                8     accessed;
                9     dirty;
                11    snoop = snoop_control and coherent reserved when not snoop_control;
                51:12 address;
                62    transient reserved when not device_tlb;
            }

            check input { fault beyond_width when outside; }
            check entry {
                fault root_unreadable when unreadable and level is top;
                fault unreadable when unreadable;
                fault write_denied when writing and not write;
                fault read_denied when (reading or executing) and not read;
                fault read_denied when not read and not write;
                take page when level is 0;
                take large when page_size and level <= 2;
                take pointer;
                fault reserved_bit when reserved or misaligned or exceeds(host_width);
            }
            check leaf {
                fault interrupt_window when output in 0xfee00000..0xfeefffff;
                set accessed when access_dirty else unreadable;
                set dirty when access_dirty and writing else unreadable;
            }
            allow read = every(read);
            allow write = every(write);
            allow execute = every(read);
            refuse when not readable and not writable "a leaf without rights is not present";
        }
        """;

    /// <summary>Level skipping, a size coded in the address, levels numbered from 6 down.</summary>
    public const string Skipping = """
        /// Host table in the manner of AMD v1.
        pagetable Skipping {
            entry 8;
            levels 1, 2, 3, 4, 5, 6;
            level 6 index 63:57;
            level 5 index 56:48;
            level 4 index 47:39;
            level 3 index 38:30;
            level 2 index 29:21;
            level 1 index 20:12;
            root at least 4K;
            input zeros;
            option dirty_tracking = false;

            fault beyond 1 "the IOVA has more bits than the mode";
            fault unreadable 2 "a table lies outside memory";
            fault not_present 3 "the entry is not present";
            fault denied 4 "the path does not allow it";
            fault bad_level 5 "the next level is not below";
            fault skipped_index 6 "an index of a skipped level is not 0";
            fault reserved_bit 7 "a reserved bit is set";

            entries {
                0     present = 1;
                11:9  next_level;
                51:12 address;
                58:52 reserved;
                61    read = readable;
                62    write = writable;
                others ignored;
            }
            table pointer next next_level {
                11:9  next_level = next;
                61    read = 1;
                62    write = 1;
            }
            leaf page at 1..5 {
                6     dirty;
                11:9  next_level = 0;
                60    force_coherent = coherent;
            }
            leaf coded at 1..5 covers coded {
                6     dirty;
                11:9  next_level = 7;
                51:12 address coded;
                60    force_coherent = coherent;
            }
            map avoids 512G;

            check input { fault beyond when outside; }
            check entry {
                fault unreadable when unreadable;
                fault not_present when not present;
                fault denied when (reading or executing) and not read;
                fault denied when writing and not write;
                take page when next_level is 0;
                take coded when next_level is 7;
                fault bad_level when level is 6 and next_level in { 0, 7 } or next_level is not 7 and next_level >= level;
                take pointer;
                fault reserved_bit when reserved or misaligned;
                fault skipped_index when skipped;
            }
            check leaf {
                set dirty when dirty_tracking and writing else unreadable;
            }
            allow read = every(read);
            allow write = every(write);
            allow execute = every(read);
        }
        """;

    /// <summary>A leaf at every level, a replicated run, a shifted address, a wider root.</summary>
    public const string Signed = """
        /// Sv39, 48 and 57 in the manner of RISC-V.
        pagetable Signed {
            entry 8;
            levels 3, 4, 5;
            level 4 index 56:48;
            level 3 index 47:39;
            level 2 index 38:30;
            level 1 index 29:21;
            level 0 index 20:12;
            root at least 4K;
            input sign;
            option physical: 34..56 = 56;
            option naturally_aligned = true;
            option update = false;

            fault page 1 "the entry does not map it";
            fault access 2 "the address lies outside memory";

            entries {
                0     valid = 1;
                1     readable_ = readable;
                2     writable_ = writable;
                3     executable_ = executable;
                4     user = user;
                6     accessed;
                7     dirty;
                53:10 address 55:12;
                62:61 memory_type = 0, 2 for device;
                63    n;
                9:8   ignored;
                5     ignored;
                others reserved;
            }
            table pointer {
                3:1   ignored;
                4     reserved;
                6     reserved;
                7     reserved;
                62:61 reserved;
                63    reserved;
            }
            leaf page {
                6     accessed = 1;
                7     dirty = writable;
                63    reserved;
            }
            leaf napot at 0 covers 16 {
                6     accessed = 1;
                7     dirty = writable;
                63    n = 1;
                53:14 address 55:16;
                13:10 napot_code = 8;
            }

            check input { fault page when outside; }
            check entry {
                fault access when unreadable;
                fault page when not valid or (writable_ and not readable_) or memory_type is 3;
                fault page when n and (level is not 0 or not naturally_aligned);
                take napot when n;
                take page when readable_ or executable_;
                fault page when level is 0 and not readable_ and not executable_;
                take pointer;
                fault page when reserved or misaligned;
                fault page when napot_code is not 8 and n;
                fault access when exceeds(physical);
            }
            check leaf {
                fault page when reading and not readable_;
                fault page when writing and not writable_;
                fault page when executing and not executable_;
                fault page when not user and not privileged;
                set accessed when update else access;
                set dirty when update and writing else access;
            }
            allow read = readable_;
            allow write = writable_;
            allow execute = executable_;
            refuse when writable and not readable "writable means readable";
            refuse when not readable and not executable "a leaf without rights is a table";
        }

        /// The second stage: a wider root.
        pagetable SignedSecond extends Signed {
            root at least 16K, wider by 2 bits;
            input zeros;
            fault page 21 "the entry does not map the guest's address";
        }
        """;

    public static TheoryData<string> All => [SecondStage, Skipping, Signed];
}

using System.Text;
using Iopol.Oracle.Tests.Qemu;

namespace Iopol.Conformance.Tests.Recorder;

/// <summary>A Debian kernel and its modules: the one of this machine, or a package that is downloaded once and unpacked.</summary>
internal sealed class GuestKernel
{
    /// <summary>Environment variable that names another package than <see cref="DefaultPackage"/>, such as <c>linux-image-6.12-amd64</c>.</summary>
    public const string PackageVariable = "IOPOL_KERNEL_PACKAGE";

    /// <summary>Debian's package that depends on the newest kernel.</summary>
    public const string DefaultPackage = "linux-image-amd64";

    // What a guest has loaded when the first step is asked, beside what these depend on.
    private static readonly string[] Wanted = ["vfio", "vfio_iommu_type1", "vfio-pci", "pci-stub", "uio_pci_generic", "lpc_ich", "ahci", "i2c-i801", "e1000", "e1000e"];

    // Without a network the answer is to come at once.
    private static readonly string[] Impatient = ["-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20"];

    private readonly string modules;

    private GuestKernel(string root, string release)
    {
        Release = release;
        Image = Path.Combine(root, "boot", $"vmlinuz-{release}");
        modules = Path.Combine(root, "lib", "modules", release, "kernel");
    }

    /// <summary>The kernel's name of itself, such as <c>6.1.0-56-amd64</c>.</summary>
    public string Release { get; }

    /// <summary>The first two numbers of the release, such as <c>6.1</c>.</summary>
    public string Series => string.Join('.', Release.Split('.')[..2]);

    /// <summary>Path of the image to boot.</summary>
    public string Image { get; }

    /// <summary>This machine's kernel, where it is Debian's and no package is named; else that of the package.</summary>
    /// <exception cref="RecorderException">There is none and none could be downloaded.</exception>
    public static GuestKernel Get()
    {
        string? package = Environment.GetEnvironmentVariable(PackageVariable);
        return package is null ? Unpacked("/") ?? FromPackage(DefaultPackage) : FromPackage(package);
    }

    /// <summary>The modules a guest loads, each behind those it depends on: file name and content.</summary>
    /// <exception cref="RecorderException">The kernel has no such module.</exception>
    public IReadOnlyList<(string Name, byte[] Content)> Modules()
    {
        Dictionary<string, string> files = Directory.EnumerateFiles(modules, "*.ko*", SearchOption.AllDirectories).ToDictionary(path => Plain(Path.GetFileName(path).Split('.')[0]));
        HashSet<string> builtIn = [.. File.ReadLines(Path.Combine(modules, "..", "modules.builtin")).Select(path => Plain(Path.GetFileNameWithoutExtension(path)))];
        var ordered = new List<(string Name, byte[] Content)>();
        var seen = new HashSet<string>();
        foreach (string module in Wanted) Add(Plain(module));
        return ordered;

        void Add(string module)
        {
            if (builtIn.Contains(module) || !seen.Add(module)) return;
            byte[] content = Read(files.GetValueOrDefault(module) ?? throw new RecorderException($"kernel {Release} has no module {module} in {modules}"));
            foreach (string needed in Depends(content)) Add(Plain(needed));
            ordered.Add(($"{module}.ko", content));
        }
    }

    /// <summary>Debian's own, and with drivers for real hardware: its kernel for the cloud lacks half of what is wanted.</summary>
    private bool IsGeneral => Release.EndsWith("-amd64", StringComparison.Ordinal) && !Release.Contains("-cloud-", StringComparison.Ordinal);

    private static GuestKernel FromPackage(string package)
    {
        foreach (string program in (string[])["apt-get", "apt-cache", "dpkg-deb"])
        {
            if (QemuBinary.Find(program) is null) throw new RecorderException($"{program} is not on PATH, and /boot has no kernel with modules: a Debian package cannot be had");
        }

        string cache = Path.Combine(Path.GetTempPath(), "iopol-kernels");
        Directory.CreateDirectory(cache);
        string real = Newest(package);
        string unpacked = Path.Combine(cache, real);
        return Unpacked(unpacked) ?? Unpack(real, unpacked);
    }

    /// <summary>The package with the kernel itself, which the one without a version depends on.</summary>
    private static string Newest(string package) =>
        Command.Run("/", "apt-cache", "depends", "--important", package).Split('\n')
            .Select(line => line.Trim().Split(' '))
            .Where(words => words is ["Depends:", var name] && name.StartsWith("linux-image-", StringComparison.Ordinal))
            .Select(words => words[1])
            .FirstOrDefault() ?? package;

    private static GuestKernel Unpack(string package, string target)
    {
        string folder = Directory.CreateDirectory($"{target}.{Environment.ProcessId}").FullName;
        try
        {
            Command.Run(folder, "apt-get", [.. Impatient, "download", "-q", package]);
            string archive = Directory.GetFiles(folder, "*.deb").Single();
            string root = Path.Combine(folder, "root");
            Command.Run(folder, "dpkg-deb", "--extract", archive, root);
            GuestKernel kernel = Unpacked(root) ?? throw new RecorderException($"{package} has no kernel with modules");
            kernel.KeepWanted();
            if (!Directory.Exists(target)) Directory.Move(root, target);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return Unpacked(target)!;
    }

    /// <summary>Deletes the modules no guest loads: nine tenths of a package.</summary>
    private void KeepWanted()
    {
        HashSet<string> wanted = [.. Modules().Select(m => m.Name)];
        foreach (string file in Directory.GetFiles(modules, "*.ko*", SearchOption.AllDirectories))
        {
            if (!wanted.Contains($"{Plain(Path.GetFileName(file).Split('.')[0])}.ko")) File.Delete(file);
        }
    }

    private static GuestKernel? Unpacked(string root)
    {
        string boot = Path.Combine(root, "boot");
        if (!Directory.Exists(boot)) return null;
        return Directory.GetFiles(boot, "vmlinuz-*").Order()
            .Select(image => new GuestKernel(root, Path.GetFileName(image)["vmlinuz-".Length..]))
            .LastOrDefault(kernel => kernel.IsGeneral && Directory.Exists(kernel.modules));
    }

    private static byte[] Read(string path)
    {
        if (path.EndsWith(".ko", StringComparison.Ordinal)) return File.ReadAllBytes(path);
        string folder = Directory.CreateTempSubdirectory("iopol-module-").FullName;
        try
        {
            string packed = Path.Combine(folder, Path.GetFileName(path));
            File.Copy(path, packed);
            Command.Run(folder, "xz", "--decompress", packed);
            return File.ReadAllBytes(packed[..^".xz".Length]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What a module says it depends on, in its own text <c>depends=a,b</c>.</summary>
    private static string[] Depends(byte[] module)
    {
        int at = module.AsSpan().IndexOf("\0depends="u8);
        if (at < 0) return [];
        ReadOnlySpan<byte> text = module.AsSpan(at + "\0depends=".Length);
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]).Split(',', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Plain(string module) => module.Replace('-', '_');
}

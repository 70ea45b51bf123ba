namespace Iopol.Analyzers.Tests.Usage;

/// <summary>IOPOL7008 and 7009.</summary>
public sealed class PathTests
{
    [Theory]
    [InlineData("{|7008:new object()|}.Equals(null);")]
    [InlineData("int[] a = {|7008:new int[3]|}; a[0] = 1;")]
    [InlineData("int[] a = {|7008:[1, count]|}; a[0] = 1;")]
    [InlineData("List<int> a = {|7008:new()|}; a.Clear();")]
    [InlineData("var a = {|7008:new { count }|}; a.Equals(a);")]
    [InlineData("object a = {|7008:count|}; a.Equals(a);")]
    [InlineData("IComparable a = {|7008:count|}; a.Equals(a);")]
    [InlineData("Func<int> a = {|7008:() => count|}; a();")]
    [InlineData("Func<GroupId, bool> a = {|7008:host.Viable|}; a(default);")]
    [InlineData("string a = {|7008:$\"{count}\"|}; a.Equals(a);")]
    [InlineData("string a = {|7008:\"x\" + text + text|}; a.Equals(a);")]
    [InlineData("{|7008:text += text|};")]
    [InlineData("{|7008:string.Concat(text, text)|}.Equals(null);")]
    [InlineData("{|7008:count.ToString()|}.Equals(null);")]
    [InlineData("{|7008:Take(1, 2)|};")]
    [InlineData("{|7008:foreach (int i in numbers) count += i;|}")]
    [InlineData("{|7008:numbers.Where(static i => i > 0)|}.GetHashCode();")]
    [InlineData("{|7008:host.ExplainUnbind(Decision.Ok, default)|}.GetHashCode();")]
    [InlineData("Settings a = {|7008:settings with { N = 3 }|}; a.GetHashCode();")]
    public Task It_allocates(string body) => Run(body);

    [Theory]
    [InlineData("_ = host.Bind(new DeviceId(0), new DriverId(1)).IsOk;")]
    [InlineData("Span<int> a = stackalloc int[8]; a[0] = count;")]
    [InlineData("ReadOnlySpan<int> a = new[] { 1, 2, 3 }; count += a[0];")]
    [InlineData("ReadOnlySpan<int> a = [1, 2, 3]; count += a[0];")]
    [InlineData("Func<int, bool> a = static i => i > 0; count += a(1) ? 1 : 0;")]
    [InlineData("Func<int, bool> a = i => i > 0; count += a(1) ? 1 : 0;")]
    [InlineData("const string A = \"a\" + \"b\"; count += A.Length; count += $\"{A}\".Length;")]
    [InlineData("if (count < 0) throw new ArgumentException($\"{count} is too small\");")]
    [InlineData("(int, int) a = (count, 1); count += a.Item1; int? b = count; count += b ?? 0; var c = new KeyValuePair<int, int>(1, 2); count += c.Key;")]
    [InlineData("Take(); count += text.ToString().Length; count += true.ToString().Length; count += nameof(Settings).Length;")]
    [InlineData("foreach (int i in list) count += i; foreach (char c in text) count += c; for (int i = 0; i < numbers.Count; i++) count += numbers[i];")]
    [InlineData("object a = text; IReadOnlyList<int> b = list; count += a.GetHashCode() + b.Count;")]
    [InlineData("if (count is > 3 and < 5 || text is { Length: 3 }) count++; count = text switch { \"a\" => 1, _ => 2 };")]
    [InlineData("int Local(int i) => i + count; count = Local(1);")]
    [InlineData("Generic(count);")]
    public Task It_does_not(string body) => Run(body);

    [Theory]
    [InlineData("{|7009:lock (gate) { count++; }|}")]
    [InlineData("{|7009:Thread.Sleep(1)|};")]
    [InlineData("{|7009:Monitor.Enter(gate)|};")]
    [InlineData("{|7009:task.Wait()|};")]
    [InlineData("count += {|7009:task.Result|};")]
    [InlineData("count += {|7009:task.GetAwaiter().GetResult()|};")]
    [InlineData("{|7009:handle.WaitOne()|};")]
    [InlineData("{|7009:Console.WriteLine(text)|};")]
    [InlineData("_ = {|7009:System.IO.File.ReadAllText(text)|};")]
    public Task It_waits(string body) => Run(body);

    [Theory]
    [InlineData("if (task.IsCompletedSuccessfully) count += task.Result;")]
    [InlineData("Interlocked.Increment(ref count); Volatile.Read(ref count); Thread.SpinWait(1); _ = Monitor.IsEntered(gate);")]
    [InlineData("handle.Set(); count += host.Viable(default) ? 1 : 0;")]
    public Task It_does_not_wait(string body) => Run(body);

    [Fact]
    public Task Only_what_is_marked_counts() => Marked.Members("""
        [AllocationFree] object Property => {|7008:new object()|};
        object Accessor { [AllocationFree] get => {|7008:new object()|}; set => _ = new object(); }
        [AllocationFree] Example() => {|7008:new object()|}.GetHashCode();
        [AllocationFree] IEnumerable<int> Iterate() { {|7008:yield return 1;|} }
        [AllocationFree] async Task {|7008:Wait|}() => {|7009:await Task.Yield()|};
        object Free() { lock (this) return new object(); }
        [AllocationFree] int Calls() => Free().GetHashCode();
        """);

    private static Task Run(string body) => Marked.Members($$"""
        record Settings(int N);
        private readonly object gate = new();

        [AllocationFree]
        void Path(Linux6Vfio host, string text, int count, IReadOnlyList<int> numbers, List<int> list, Settings settings, Task<int> task, ManualResetEvent handle)
        {
            {{body}}
        }

        static void Take(params int[] all) { }
        static void Generic<T>(T value) { }
        """);
}

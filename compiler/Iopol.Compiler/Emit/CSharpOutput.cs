using System.Text;
using Scriban.Runtime;

namespace Iopol.Compiler.Emit;

/// <summary>
/// The text of a file while it is written. What assigns a state is written before all is known that depends on the state, so
/// both ways to write it are kept, and the right one is taken here.
/// </summary>
/// <param name="hasSetter">Whether the state with an index is assigned through a method.</param>
internal sealed class CSharpOutput(Func<int, bool> hasSetter) : IScriptOutput
{
    // No text of a policy gets into a class with control characters in it; CSharpText sees to that.
    private const char Start = '\u0001';
    private const char Otherwise = '\u0002';
    private const char End = '\u0003';

    private readonly StringBuilder text = new();

    /// <summary>Everything written.</summary>
    public string Text => text.ToString();

    /// <summary>One of two texts, whichever is right for a state when all is known.</summary>
    public static string Either(int state, string withSetter, string without) => $"{Start}{Invariant.Text(state)}{Start}{withSetter}{Otherwise}{without}{End}";

    /// <inheritdoc/>
    public void Write(string text, int offset, int count)
    {
        int end = offset + count;
        for (int at = text.IndexOf(Start, offset, count); at >= 0; at = text.IndexOf(Start, offset, end - offset))
        {
            this.text.Append(text, offset, at - offset);
            int first = at + 1;
            int state = 0;
            while (text[first] != Start) state = (10 * state) + (text[first++] - '0');
            first++;
            int second = text.IndexOf(Otherwise, first) + 1;
            int last = text.IndexOf(End, second);
            if (hasSetter(state)) this.text.Append(text, first, second - 1 - first);
            else this.text.Append(text, second, last - second);
            offset = last + 1;
        }

        this.text.Append(text, offset, end - offset);
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(string text, int offset, int count, CancellationToken cancellationToken)
    {
        Write(text, offset, count);
        return default;
    }

    /// <summary>Nothing: the whole text is asked for once.</summary>
    public override string ToString() => "";
}

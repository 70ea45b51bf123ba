namespace Iopol.Runtime.PageTables;

/// <summary>A reason for a fault.</summary>
/// <param name="Name">Declared name.</param>
/// <param name="Code">The number the hardware reports.</param>
/// <param name="Text">What it means, in plain words.</param>
public readonly record struct PageFault(string Name, int Code, string Text);

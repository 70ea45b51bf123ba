using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>Types and constants a policy brings: its objects, enums, settings, drivers and driver sets.</summary>
internal static class TypeViews
{
    public static View Of(ClassWriter @class, string className)
    {
        PolicyIR policy = @class.Policy;
        MemberNames names = @class.Names;
        return new View()
            .With("class", className)
            .With("objects", policy.Objects.Select(o => new View()
                .With("type", names.Object(o))
                .With("doc", PolicyEmitter.Summary(o.Documentation, $"A {o.Name} of the model."))))
            .With("handles", Handles(@class))
            .With("enums", policy.Enums.Select(e => new View()
                .With("type", names.Enum(e))
                .With("doc", PolicyEmitter.Summary(e.Documentation, $"{e.Name} of the model."))
                .With("members", e.Members.Zip(ClassWriter.Members(e), (member, name) => new View()
                    .With("name", name)
                    .With("doc", PolicyEmitter.Summary("", $"{member.Name}; {Invariant.Text(member.Number)} in the kernel's interface."))))))
            .With("has_settings", policy.Settings.Count > 0)
            .With("settings", Settings(@class))
            .With("drivers", policy.DriverNames.Select((d, i) => new View()
                .With("name", names.Driver(i))
                .With("index", Invariant.Text(i))
                .With("text", CSharpText.Literal(d))))
            .With("sets", policy.DriverSets.Select(s => new View()
                .With("name", names.DriverSet(s))
                .With("bit", Invariant.Text(s.Index))
                .With("comment", CSharpText.Comment($"drivers {s.Name}, {ClassWriter.PlaceText(s.Place)}"))))
            .With("masks", policy.DriverNames.Select((_, i) =>
                Invariant.Hex(policy.DriverSets.Where(s => s.Drivers.Contains(i)).Aggregate(0UL, (mask, s) => mask | (1UL << s.Index)))));
    }

    /// <summary>Objects that can be held open.</summary>
    public static IEnumerable<View> Handles(ClassWriter @class)
    {
        MemberNames names = @class.Names;
        return @class.Handles.Held.Select(o => new View()
            .With("handle", names.Handle(o))
            .With("type", names.Object(o))
            .With("word", CSharpText.Comment(o.Name))
            .With("pool", names.Pool(o))
            .With("close", names.CloseHeld(o))
            .With("closer", CSharpText.Comment(@class.Handles.CloserOf(o).Name))
            .With("run", names.Run(@class.Handles.CloserOf(o)))
            .With("index", Invariant.Text(@class.Handles.CloserOf(o).Index)));
    }

    /// <summary>Settings, as properties of a record and as fields.</summary>
    public static IEnumerable<View> Settings(ClassWriter @class)
    {
        var names = new NameScope(null, "Equals", "GetHashCode", "GetType", "ToString", "Settings", "EqualityContract", "PrintMembers", "Clone");
        return [.. @class.Policy.Settings.Select(s => Setting(s, names.Claim(CSharpText.Pascal(s.Name)), @class))];
    }

    private static View Setting(SettingIR setting, string property, ClassWriter @class)
    {
        bool isVersion = setting.Type.Sort == Sort.Version;
        string field = @class.Names.Setting(setting);
        return new View()
            .With("property", property)
            .With("field", field)
            .With("held", ValueTypes.Keyword(ValueTypes.Held(setting.Type)))
            .With("type", isVersion ? "global::System.Version" : ValueTypes.PublicOptional(setting.Type, @class.Names))
            .With("value", Default(setting, @class))
            .With("from", isVersion ? $"Release(chosen.{property})" : ValueTypes.FromPublic("chosen." + property, setting.Type))
            .With("doc", PolicyEmitter.Summary(setting.Documentation, $"Setting {setting.Name} of the model."));
    }

    private static string Default(SettingIR setting, ClassWriter @class) => setting.Type.Sort switch
    {
        _ when setting.Type.Optional && setting.Value == Ir.None => "null",
        Sort.Version => $"new({Invariant.Text(setting.Value >> 16)}, {Invariant.Text((setting.Value >> 8) & 0xff)}, {Invariant.Text(setting.Value & 0xff)})",
        Sort.Enum => $"{@class.Names.Enum(setting.Type.Enum!)}.{ClassWriter.Members(setting.Type.Enum!)[(int)setting.Value]}",
        Sort.Bool => setting.Value != 0 ? "true" : "false",
        _ => ValueTypes.Literal(setting.Value, ValueTypes.Held(setting.Type)),
    };
}

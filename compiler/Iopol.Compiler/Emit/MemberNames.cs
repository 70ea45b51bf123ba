using Iopol.Compiler.IR;

namespace Iopol.Compiler.Emit;

/// <summary>Names of the members of an emitted class, fixed before anything is written.</summary>
internal sealed class MemberNames
{
    // Members of the base class, and words emitted code uses; a policy's names make way for them.
    private static readonly string[] Reserved =
    [
        "Equals", "GetHashCode", "GetType", "ToString", "MemberwiseClone", "Finalize", "ReferenceEquals",
        "AccessText", "AddressText", "Addressable", "Among", "Ask", "At", "BadId", "Because", "BeginRead", "Blocked", "BoolText", "Bounded", "CheckCall",
        "Call", "CanReach", "Concerned", "ContextBlocked", "ContextDefault", "ContextFirstSpace", "ContextIdentity",
        "ContextOfRequester", "ContextOfSpace", "ContextText", "CopyHostTo", "CountText", "Cuts", "Device", "DeviceChanged", "DeviceText", "Driver",
        "DriverChanged", "DriverNames", "DriverText", "Drivers", "Enter", "Explain", "FirstEntry", "GrantAccess", "Group", "GroupEnd", "GroupStart",
        "GroupText", "Host", "HostIsDown", "Id", "InGroup", "IsBelow", "IsFull", "IsOneOf", "IsPanicked", "IsReserved", "IsSpace", "IsUnchanged",
        "Leave", "Limits", "MapRange", "MemberText", "ModelName", "None", "Numbered", "OperationTable", "Operations", "Overlaps", "OverrideChanged",
        "PageAligned", "Panicked", "PolicyName", "PortText", "ReadState", "RefusalTable", "Refusals", "Refused", "Reset", "ResetModel", "ResetSpace", "ReturnSpace",
        "RevokeAccess", "RuleTable", "Rules", "SetDriver", "SetOverride", "SetsOf", "SetsOfDriver", "Settings", "SharerElsewhere", "States",
        "SwitchAlone", "SwitchGroup", "SwitchTogether", "TrySwitchAlone", "TrySwitchGroup", "TrySwitchTogether", "AttachErrno", "FailAttach", "MendAttach", "TakeSpace", "ThrowBadId", "Topology", "UnmapRange", "UserCount", "UserText", "VersionText", "Witness", "Release", "Report", "SetAt", "Done", "Given", "Watch",
        "EPERM", "ENOENT", "EIO", "ENXIO", "E2BIG", "EBADF", "EAGAIN", "ENOMEM", "EACCES", "EFAULT", "EBUSY", "EEXIST", "EXDEV", "ENODEV",
        "EINVAL", "EMFILE", "ENOTTY", "ENOSPC", "ERANGE", "EDEADLK", "EOVERFLOW", "EBADFD", "EMSGSIZE", "EOPNOTSUPP", "EADDRINUSE",
    ];

    // Parameters of methods every class has; a field of that name would be hidden there.
    private static readonly HashSet<string> Parameters = new(StringComparer.Ordinal)
    {
        "arguments", "calledBy", "d", "facts", "from", "id", "key", "limits", "operation", "phase", "rule", "settings", "state", "to", "topology",
    };

    private readonly Dictionary<string, string> enums = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> members = new(StringComparer.Ordinal);

    public MemberNames(PolicyIR policy, string className)
    {
        Scope = new NameScope(null, Reserved);
        Scope.Claim(className);
        foreach (OperationIR o in policy.Operations) Take("operation", o.Index, CSharpText.Pascal(o.Name));
        foreach (RuleIR r in policy.Rules) Take("rule", r.Index, CSharpText.Pascal(r.Name));
        foreach (ObjectIR o in policy.Objects) Take("object", o.Index, CSharpText.Pascal(o.Name));
        foreach (EnumIR e in policy.Enums) enums[e.Name] = Scope.Claim(CSharpText.Pascal(e.Name));
        foreach (StateIR s in policy.States)
        {
            string suffix = s.Key.Sort == Sort.Host ? "" : "Of";
            Take("getter", s.Index, Getter(s.Name, s.Key));
            Take("state", s.Index, Plain(s.Name) + suffix);
            Take("set", s.Index, "Set" + CSharpText.Pascal(s.Name) + suffix);
            Take("changed", s.Index, CSharpText.Pascal(s.Name) + "Changed");
            if (s.Inverse is { } inverse) Take("inverse", s.Index, Plain(inverse) + "By" + CSharpText.Pascal(s.Name));
        }

        foreach (SettingIR s in policy.Settings) Take("setting", s.Index, Plain(s.Name));
        foreach (ObjectIR o in policy.Objects)
        {
            Take("pool", o.Index, Plain(o.Name) + "Pool");
            Take("new", o.Index, "New" + CSharpText.Pascal(o.Name));
            Take("free", o.Index, "Free" + CSharpText.Pascal(o.Name));
        }

        foreach (RuleIR r in policy.Rules) Take("holds", r.Index, CSharpText.Pascal(r.Name) + "Holds");
        foreach (ActionIR a in policy.Actions) Take("action", a.Index, CSharpText.Pascal(a.Name));
        foreach (OperationIR o in policy.Operations)
        {
            Take("run", o.Index, "Run" + CSharpText.Pascal(o.Name));
            Take("resume", o.Index, "Resume" + CSharpText.Pascal(o.Name));
            Take("explain", o.Index, "Explain" + CSharpText.Pascal(o.Name));
        }

        foreach (ObjectIR o in policy.Objects)
        {
            Take("handle", o.Index, CSharpText.Pascal(o.Name) + "Handle");
            Take("close", o.Index, "CloseHeld" + CSharpText.Pascal(o.Name));
        }

        foreach (OperationIR o in policy.Operations) Take("try", o.Index, "Try" + CSharpText.Pascal(o.Name));
        foreach (DriverSetIR s in policy.DriverSets) Take("drivers", s.Index, CSharpText.Pascal(s.Name) + "Drivers");
        for (int i = 0; i < policy.DriverNames.Count; i++) Take("driver", i, CSharpText.Pascal(policy.DriverNames[i]) + "Driver");
        foreach (ClauseIR c in policy.Clauses)
        {
            Take("clause", c.Index, Plain(c.Name) + "Entry");
            Take("entries", c.Index, CSharpText.Pascal(c.Name) + "Entries");
        }
    }

    /// <summary>Everything taken so far.</summary>
    public NameScope Scope { get; }

    public string Operation(OperationIR operation) => members[Key("operation", operation.Index)];

    public string Run(OperationIR operation) => members[Key("run", operation.Index)];

    public string Resume(OperationIR operation) => members[Key("resume", operation.Index)];

    public string Explain(OperationIR operation) => members[Key("explain", operation.Index)];

    public string Try(OperationIR operation) => members[Key("try", operation.Index)];

    public string Rule(RuleIR rule) => members[Key("rule", rule.Index)];

    public string Holds(RuleIR rule) => members[Key("holds", rule.Index)];

    public string Action(ActionIR action) => members[Key("action", action.Index)];

    public string Object(ObjectIR kind) => members[Key("object", kind.Index)];

    public string Pool(ObjectIR kind) => members[Key("pool", kind.Index)];

    public string New(ObjectIR kind) => members[Key("new", kind.Index)];

    public string Free(ObjectIR kind) => members[Key("free", kind.Index)];

    public string Handle(ObjectIR kind) => members[Key("handle", kind.Index)];

    public string CloseHeld(ObjectIR kind) => members[Key("close", kind.Index)];

    public string Enum(EnumIR type) => enums[type.Name];

    public string State(StateIR state) => members[Key("state", state.Index)];

    public string Getter(StateIR state) => members[Key("getter", state.Index)];

    public string Set(StateIR state) => members[Key("set", state.Index)];

    public string Changed(StateIR state) => members[Key("changed", state.Index)];

    public string Inverse(StateIR state) => members[Key("inverse", state.Index)];

    public string Setting(SettingIR setting) => members[Key("setting", setting.Index)];

    public string DriverSet(DriverSetIR set) => members[Key("drivers", set.Index)];

    public string Driver(int index) => members[Key("driver", index)];

    public string Clause(ClauseIR clause) => members[Key("clause", clause.Index)];

    public string ClauseEntries(ClauseIR clause) => members[Key("entries", clause.Index)];

    // Members behind a name of their own need no @.
    private static string Plain(string name) => CSharpText.Camel(name).TrimStart('@');

    private static string Getter(string state, IrType key)
    {
        string name = CSharpText.Pascal(state) + (key.Sort == Sort.Host ? "Now" : "Of");
        // What every policy tells of a device under the same name.
        return key.Sort == Sort.Device && name is "DriverOf" or "OverrideOf" or "ContextOf" or "GroupOf" ? CSharpText.Pascal(state) + "StateOf" : name;
    }

    private static string Key(string kind, int index) => kind + Invariant.Text(index);

    private void Take(string kind, int index, string wanted)
    {
        string name = Scope.Claim(Parameters.Contains(wanted) ? wanted + "Value" : wanted);
        // A bare word such as a setting or a state of the host may be a keyword.
        members[Key(kind, index)] = CSharpText.IsKeyword(name) ? "@" + name : name;
    }
}

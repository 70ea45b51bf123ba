using System.Globalization;
using System.Text;

namespace Iopol.Compiler.IR;

/// <summary>Writes a policy's IR as text, one thing a line, for people who want to see what the compiler made of a policy.</summary>
public sealed partial class IrPrinter
{
    private readonly PolicyIR policy;
    private readonly StringBuilder text = new();
    private readonly bool places;
    private int depth;

    private IrPrinter(PolicyIR policy, bool places)
    {
        this.policy = policy;
        this.places = places;
    }

    /// <summary>The IR as text; lines end with LF.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="places">Says where in the source things stand.</param>
    public static string Print(PolicyIR policy, bool places = true)
    {
        var printer = new IrPrinter(policy, places);
        printer.Policy();
        return printer.text.ToString();
    }

    private void Policy()
    {
        Line($"policy {policy.Name} for {policy.ModelName}");
        Line(policy.Aliases.Errno is null ? $"aliases {Word(policy.Aliases.Kind)}" : $"aliases refuse {policy.Aliases.Errno}");
        foreach (SettingIR setting in policy.Settings) Line($"setting {setting.Index} {setting.Name}: {setting.Type} = {Value(setting.Type, setting.Value)}");
        foreach (EnumIR declared in policy.Enums) Line($"enum {declared.Name} {{ {string.Join(", ", declared.Members.Select(m => $"{m.Name} = {m.Number}"))} }}");
        foreach (ObjectIR declared in policy.Objects) Line($"object {declared.Index} {declared.Name} limit {declared.Limit}");
        foreach (StateIR state in policy.States)
        {
            Line($"state {state.Index} {state.Name}: {state.Type} = {Value(state.Type, state.Initial)} per {state.Key}{(state.Inverse is null ? "" : $" inverse {state.Inverse}")}");
        }

        for (int i = 0; i < policy.DriverNames.Count; i++) Line($"driver {i} {policy.DriverNames[i]}");
        foreach (DriverSetIR set in policy.DriverSets) Line($"drivers {set.Index} {set.Name} = {string.Join(", ", set.Drivers)}");
        foreach (ClauseIR clause in policy.Clauses)
        {
            Line($"clause {clause.Index} {clause.Name}");
            Indented(() =>
            {
                foreach (ClauseEntryIR entry in clause.Entries) Line($"{Show(entry.Selector)} \"{entry.Reason}\"{At(entry.Place)}");
            });
        }

        foreach (RuleIR rule in policy.Rules)
        {
            Line($"{(rule.IsPredicate ? "predicate" : "rule")} {rule.Index} {rule.Name}({Parameters(rule.Parameters)}){At(rule.Place)}");
            Indented(() => Line(Show(rule.Body)));
        }

        foreach (ActionIR action in policy.Actions)
        {
            Line($"action {action.Index} {action.Name}({Parameters(action.Parameters)}){At(action.Place)}");
            Block(action.Body);
        }

        foreach (OperationIR operation in policy.Operations) Operation(operation);
        foreach (RequestIR request in policy.Requests)
        {
            Line($"request {request.Name}({Parameters(request.Parameters)}) locals {request.LocalCount}{At(request.Place)}");
            Indented(() =>
            {
                foreach (RequestStepIR step in request.Steps) Line($"{(step.Result is null ? "" : $"{Show(step.Result)} = ")}{step.Operation.Name}({List(step.Arguments)})");
            });
        }

        foreach (PropertyIR property in policy.Properties)
        {
            Line($"property {property.Name} \"{property.Text}\" locals {property.LocalCount}{At(property.Place)}");
            Indented(() => Line(Show(property.Condition)));
        }

        foreach (RefusalIR refusal in policy.Refusals)
        {
            Line($"refusal {refusal.Id} {refusal.Operation}.{refusal.Rule} {refusal.Errno} \"{Show(refusal.Reason)}\"{At(refusal.Place)}");
        }
    }

    private void Operation(OperationIR operation)
    {
        string caller = operation.Caller is null ? "" : $" caller {Show(operation.Caller)}";
        string gives = operation.Gives.Count == 0 ? "" : $" gives {string.Join(", ", operation.Gives.Select(g => $"{g.Name}: {g.Type}"))}";
        Line($"operation {operation.Index} {operation.Name}({Parameters(operation.Parameters)}) by {Word(operation.By)}{caller}{gives} locals {operation.LocalCount}{At(operation.Place)}");
        Block(operation.Body);
    }

    private void Block(IReadOnlyList<Statement> statements) => Indented(() =>
    {
        foreach (Statement statement in statements) Write(statement);
    });

    private void Write(Statement statement)
    {
        switch (statement)
        {
            case RequireStatement require: Line($"require #{require.RefusalId} {Show(require.Condition)}"); break;
            case RefuseStatement refuse: Line($"refuse #{refuse.RefusalId}"); break;
            case BlockStatement block: Line($"block {block.Phase} until {Show(block.Condition)}"); break;
            case AssignState assign: Line($"{Target(assign.State, assign.Key)} {(assign.Kind switch { AssignmentKind.Add => "+=", AssignmentKind.Subtract => "-=", _ => "=" })} {Show(assign.Value)}"); break;
            case AssignFact assign: Line($"{Show(assign.Device)}.{Word(assign.Fact)} = {Show(assign.Value)}"); break;
            case SwitchStatement change:
                string through = change.Through is null ? "" : $" through {Show(change.Through)}";
                string order = change.Order == SwitchOrder.Direct ? "" : $" {Word(change.Order)}";
                Line($"switch{(change.RefusalId == 0 ? "" : $" #{change.RefusalId}")} {Show(change.Target)} to {Show(change.Context)}{through}{order}{(change.Failure is { } failed ? $" else #{failed.RefusalId}" : "")}");
                if (change.Failure is { } failure) Block(failure.Body);
                break;
            case GrantStatement grant: Line($"grant {Show(grant.Device)} to {Show(grant.User)}"); break;
            case RevokeStatement revoke: Line($"revoke {Show(revoke.Device)} from {Show(revoke.User)}"); break;
            case IfStatement branch:
                Line($"if {Show(branch.Condition)}");
                Block(branch.Then);
                if (branch.Else.Count > 0)
                {
                    Line("else");
                    Block(branch.Else);
                }

                break;
            case EachStatement each:
                Line($"each {Show(each.Variable)} in {Show(each.Domain)}");
                Block(each.Body);
                break;
            case LetStatement let: Line($"let {Show(let.Variable)}: {let.Variable.Type} = {Show(let.Value)}"); break;
            case FreeStatement free: Line($"free {Show(free.Object)}"); break;
            case MapStatement map: Line($"map({Show(map.Space)}, {Show(map.Iova)}, {Show(map.Size)}, {Show(map.Access)})"); break;
            case CopyStatement copy: Line($"copy({Show(copy.From)}, {Show(copy.To)})"); break;
            case EvaluateStatement evaluate: Line(Show(evaluate.Value)); break;
            case CallStatement call: Line($"call {call.Action.Name}({List(call.Arguments)})"); break;
            case GiveStatement give: Line($"give {give.Give.Name} = {Show(give.Value)}"); break;
            default: throw new ArgumentException($"the printer does not know {statement.GetType().Name}", nameof(statement));
        }
    }

    private void Indented(Action write)
    {
        depth++;
        write();
        depth--;
    }

    private void Line(string line) => text.Append(' ', depth * 2).Append(line).Append('\n');

    private string At(SourcePlace place) => places ? $" at {place.Line},{place.Column}" : "";

    /// <summary>An enum's member as the language writes it: <c>HeaderType</c> is <c>header_type</c>.</summary>
    private static string Word<T>(T value) where T : struct, Enum =>
        string.Concat(value.ToString().Select((c, i) => char.IsUpper(c) ? (i > 0 ? "_" : "") + char.ToLowerInvariant(c) : c.ToString()));

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}

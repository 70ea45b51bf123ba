using System.Globalization;
using System.Text;
using Iopol.Compiler.IR;

namespace Iopol.Compiler.Analysis.Conditions;

/// <summary>Writes an expression in a normal form: two with the same text have the same value at the same moment.</summary>
internal static class TermKey
{
    /// <summary>The text.</summary>
    public static string Of(Expression expression)
    {
        var writer = new Writer();
        writer.Write(expression);
        return writer.Text;
    }

    private sealed class Writer
    {
        private readonly StringBuilder text = new();
        private readonly List<int> bound = [];

        public string Text => text.ToString();

        public void Write(Expression expression)
        {
            switch (expression)
            {
                case Constant constant: Put("c", (int)constant.Type.Sort, constant.Value); break;
                case DriverConstant driver: Put("driver", driver.Index); break;
                case DeviceConstant device: Put("device", (long)device.Address); break;
                case UserConstant user: Put("user", user.Id); break;
                case VariableReference variable: Variable(variable.Variable.Slot); break;
                case SettingReference setting: Put("setting", setting.Setting.Index); break;
                case FactReference fact: Call($"fact{(int)fact.Fact}", fact.Target is null ? [] : [fact.Target]); break;
                case StateReference state: Call($"state{state.State.Index}", state.Key is null ? [] : [state.Key]); break;
                case ContextOf context: Call("context", [context.Device]); break;
                case ContextOfSpace context: Call("table", [context.Space]); break;
                case CanReach reach: Call("reach", [reach.User, reach.Device]); break;
                case RuleCall call: Call($"rule {call.Rule.Name}", call.Arguments); break;
                case ClauseTest test: Call($"clause{test.Clause.Index}", [test.Device]); break;
                case DriverSetTest test: Call($"set{test.Set.Index}", [test.Driver]); break;
                case SelectorTest test:
                    Selector(test.Selector);
                    Call("", [test.Device]);
                    break;
                case NotExpression not: Call("not", [not.Operand]); break;
                case AndExpression and: Call("and", and.Operands); break;
                case OrExpression or: Call("or", or.Operands); break;
                case ImpliesExpression implies: Call("implies", [implies.Left, implies.Right]); break;
                case CompareExpression compare: Call($"cmp{(int)compare.Operator}", [compare.Left, compare.Right]); break;
                case InSetExpression inSet: Call("in", [inSet.Value, .. inSet.Members]); break;
                case InDomainExpression inDomain:
                    Call("member", [inDomain.Value]);
                    Domain(inDomain.Domain);
                    break;
                case Quantifier quantifier: Quantifier(quantifier); break;
                case BuiltinCall call: Call($"fn{(int)call.Function}", call.Arguments); break;
                case IsolationTest: text.Append("isolation"); break;
                default: throw new InvalidOperationException($"{expression.GetType().Name} has an effect or is unknown");
            }
        }

        private void Quantifier(Quantifier quantifier)
        {
            text.Append(quantifier.Kind).Append(' ');
            Domain(quantifier.Domain);
            bound.Add(quantifier.Variable.Slot);
            text.Append(':');
            if (quantifier.Body is { } body) Write(body);
            bound.RemoveAt(bound.Count - 1);
            text.Append(';');
        }

        private void Domain(Domain domain)
        {
            switch (domain)
            {
                case InverseDomain inverse: Call($"inverse{inverse.State.Index}", [inverse.Value]); break;
                case EverythingDomain everything: text.Append("every ").Append(everything.Element); break;
                default: Call(domain.GetType().Name, domain.Children()); break;
            }
        }

        // A quantifier's variable is known by how far out it is bound, so that its name does not matter.
        private void Variable(int slot)
        {
            int depth = bound.LastIndexOf(slot);
            Put(depth < 0 ? "v" : "q", depth < 0 ? slot : bound.Count - depth);
        }

        private void Selector(Selector selector)
        {
            switch (selector)
            {
                case AndSelector and: Parts("and", and.Parts); break;
                case OrSelector or: Parts("or", or.Parts); break;
                case NotSelector not: Parts("not", [not.Part]); break;
                case AddressSelector at: Put("at", (long)at.First, (long)at.Last); break;
                case IdSelector id: Put("id", id.Vendor, id.Device ?? -1); break;
                case SubsystemSelector subsystem: Put("subsystem", subsystem.Vendor, subsystem.Device); break;
                case ClassSelector of: Put("class", of.Value, of.Mask); break;
                case PortSelector port: Put("port", port.Port); break;
                case DriverSelector driver: Put("driver", driver.Driver); break;
                case DriverSetSelector set: Put("set", set.Set.Index); break;
                case CapabilitySelector has: Put("has", (int)has.Capability); break;
                default: throw new InvalidOperationException($"{selector.GetType().Name} is unknown");
            }
        }

        private void Parts(string name, IReadOnlyList<Selector> parts)
        {
            text.Append(name).Append('(');
            foreach (Selector part in parts)
            {
                Selector(part);
                text.Append(',');
            }

            text.Append(')');
        }

        private void Call(string name, IEnumerable<Expression> arguments)
        {
            text.Append(name).Append('(');
            foreach (Expression argument in arguments)
            {
                Write(argument);
                text.Append(',');
            }

            text.Append(')');
        }

        private void Put(string name, params long[] numbers)
        {
            text.Append(name);
            foreach (long number in numbers) text.Append(' ').Append(number.ToString(CultureInfo.InvariantCulture));
        }
    }
}

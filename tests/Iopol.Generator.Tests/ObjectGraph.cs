using System.Reflection;

namespace Iopol.Generator.Tests;

/// <summary>What hangs on an object: a value the pipeline keeps must not keep a whole compilation alive.</summary>
internal static class ObjectGraph
{
    /// <summary>Fails where something reachable through fields is of one of the types.</summary>
    public static void AssertFreeOf(object root, params Type[] types)
    {
        HashSet<object> seen = new(ReferenceEqualityComparer.Instance) { root };
        Queue<object> open = new([root]);
        while (open.TryDequeue(out object? item))
        {
            Assert.DoesNotContain(types, t => t.IsInstanceOfType(item));
            foreach (object inner in Inside(item))
            {
                if (inner is not (string or Type or Delegate) && !inner.GetType().IsPrimitive && seen.Add(inner)) open.Enqueue(inner);
            }
        }
    }

    private static IEnumerable<object> Inside(object item)
    {
        if (item is Array array) return array.GetType().GetElementType()!.IsPrimitive ? [] : array.Cast<object?>().OfType<object>();
        List<object> values = [];
        for (Type? type = item.GetType(); type is not null; type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (!field.FieldType.IsPrimitive && !field.FieldType.IsPointer && field.GetValue(item) is { } value) values.Add(value);
            }
        }

        return values;
    }
}

using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Gateway.Grains.Topics;
using Orleans.Serialization.Invocation;

namespace Gateway.Grains.Tests.Golden;

/// <summary>What a record holds, a line for each value: what is read from golden bytes is compared by it.</summary>
internal static class Described
{
    /// <summary>The lines, <c>path = value</c>.</summary>
    public static IReadOnlyList<string> Of(object? value)
    {
        var lines = new List<string>();
        Add(value, "", lines, []);
        return lines;
    }

    /// <summary>Every object and value in it.</summary>
    public static IReadOnlyList<object> Parts(object? value)
    {
        var parts = new List<object>();
        Add(value, "", [], parts);
        return parts;
    }

    /// <summary>The members of a type that are written, by their ids.</summary>
    public static IEnumerable<(uint Id, PropertyInfo Property)> Members(Type type) => type
        .GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .Select(p => (p.GetCustomAttribute<IdAttribute>()?.Id, Property: p))
        .Where(p => p.Id is not null)
        .Select(p => (Id: p.Id.GetValueOrDefault(), p.Property))
        .OrderBy(p => p.Id);

    private static void Add(object? value, string path, List<string> lines, List<object> parts)
    {
        if (value is not null)
            parts.Add(value);
        if (Scalar(value) is { } scalar)
        {
            lines.Add($"{(path.Length == 0 ? "it" : path)} = {scalar}");
            return;
        }

        switch (value)
        {
            case IInvokable call:
                lines.Add($"call = {call.GetInterfaceType().Name}.{call.GetMethodName()}");
                for (var i = 0; i < call.GetArgumentCount(); i++)
                    Add(call.GetArgument(i), Join(path, string.Create(CultureInfo.InvariantCulture, $"argument{i}")), lines, parts);
                break;
            case TopicEntry entry:
                AddMembers([("Slug", entry.Slug), ("Id", entry.Id), ("Published", entry.Published), ("Updated", entry.Updated), ("ArticleRevision", entry.ArticleRevision), ("ChangedIn", entry.ChangedIn)], path, lines, parts);
                break;
            case IEnumerable items:
                // An array that is none throws where it is looked through.
                var all = value.GetType().GetProperty("IsDefault")?.GetValue(value) is true ? [] : items.Cast<object?>().ToList();
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{Join(path, "Length")} = {all.Count}"));
                for (var i = 0; i < all.Count; i++)
                    Add(all[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), lines, parts);
                break;
            default:
                var type = value!.GetType(); // Null is a scalar.
                lines.Add($"{(path.Length == 0 ? "it" : path)} is {Names.Of(type)}");
                AddMembers(Members(type).Select(m => (m.Property.Name, m.Property.GetValue(value))), path, lines, parts);
                break;
        }
    }

    private static void AddMembers(IEnumerable<(string Name, object? Value)> members, string path, List<string> lines, List<object> parts)
    {
        foreach (var (name, value) in members)
            Add(value, Join(path, name), lines, parts);
    }

    private static string? Scalar(object? value) => value switch
    {
        null => "null",
        string text => "'" + text.Replace("\n", "\\n", StringComparison.Ordinal) + "'",
        ReadOnlyMemory<byte> bytes => Text(bytes.Span),
        DateTimeOffset instant => instant.ToString("O", CultureInfo.InvariantCulture),
        Enum known => known.ToString(),
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    private static string Text(ReadOnlySpan<byte> bytes) =>
        bytes.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? "bytes " + Convert.ToHexString(bytes) : $"bytes '{Encoding.ASCII.GetString(bytes)}'";

    private static string Join(string path, string name) => path.Length == 0 ? name : path + "." + name;
}

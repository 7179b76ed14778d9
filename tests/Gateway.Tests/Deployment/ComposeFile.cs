using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Gateway.Tests.Deployment;

/// <summary>A service of a compose file.</summary>
/// <param name="Name">By which others reach it.</param>
/// <param name="Image">What it runs.</param>
/// <param name="Environment">What its environment has besides the image's, with variables filled in.</param>
/// <param name="Members">All that the file says of it.</param>
internal sealed record ComposeService(string Name, string Image, IReadOnlyDictionary<string, string> Environment, IReadOnlyDictionary<object, object> Members)
{
    /// <summary>The words of a list; none where there is no such list.</summary>
    public string[] Words(params string[] path)
    {
        object? value = Members;
        foreach (var name in path)
            value = value is IReadOnlyDictionary<object, object> map && map.TryGetValue(name, out var member) ? member : null;
        return value switch
        {
            IEnumerable<KeyValuePair<object, object>> map => [.. map.Select(m => (string)m.Key)],
            IEnumerable<object> list => [.. list.Cast<string>()],
            string word => [word],
            _ => [],
        };
    }
}

/// <summary>A compose file, with its anchors, merges and variables resolved.</summary>
internal static partial class ComposeFile
{
    /// <param name="path">The file.</param>
    /// <param name="variables">Those of whoever starts it; others take their default.</param>
    /// <exception cref="InvalidDataException">A variable that it asks for is missing.</exception>
    public static IReadOnlyList<ComposeService> Read(string path, IReadOnlyDictionary<string, string> variables)
    {
        using var reader = File.OpenText(path);
        var file = new DeserializerBuilder().WithDuplicateKeyChecking().Build().Deserialize<Dictionary<string, object>>(new MergingParser(new Parser(reader)));
        return [.. ((IReadOnlyDictionary<object, object>)file["services"]).Select(s => Service((string)s.Key, (IReadOnlyDictionary<object, object>)s.Value, variables))];
    }

    private static ComposeService Service(string name, IReadOnlyDictionary<object, object> members, IReadOnlyDictionary<string, string> variables)
    {
        var environment = members.TryGetValue("environment", out var value) ? (IReadOnlyDictionary<object, object>)value : new Dictionary<object, object>();
        return new ComposeService(name, (string)members["image"], environment.ToDictionary(v => (string)v.Key, v => Fill((string)v.Value, variables), StringComparer.Ordinal), members);
    }

    private static string Fill(string text, IReadOnlyDictionary<string, string> variables) => Variable().Replace(text, match =>
    {
        if (variables.TryGetValue(match.Groups["name"].Value, out var value))
            return value;
        return match.Groups["operator"].Value is ":-" ? match.Groups["rest"].Value : throw new InvalidDataException($"{match.Groups["name"].Value}: {match.Groups["rest"].Value}");
    });

    [GeneratedRegex(@"\$\{(?<name>\w+)(?<operator>:[-?])(?<rest>[^}]*)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();
}

using System.Text.RegularExpressions;

namespace Gateway.Tests.Deployment;

/// <summary>A Dockerfile, as far as these tests need it: its instructions, and what the image's last stage sets.</summary>
internal sealed partial class Dockerfile
{
    private Dockerfile(IReadOnlyList<(string Name, string Arguments)> instructions) => Instructions = instructions;

    /// <summary>With lines that go on joined, without comments.</summary>
    public IReadOnlyList<(string Name, string Arguments)> Instructions { get; }

    /// <summary>Those of the stage that becomes the image.</summary>
    public IEnumerable<(string Name, string Arguments)> Image => Instructions.Skip(Instructions.Select((instruction, i) => (instruction, i)).Last(p => p.instruction.Name is "FROM").i);

    /// <summary>The variables that the image sets.</summary>
    public IReadOnlyDictionary<string, string> Environment => Image.Where(i => i.Name is "ENV")
        .SelectMany(i => i.Arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(pair => pair.Split('=', 2))
        .ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);

    /// <summary>The arguments of an instruction of the image, where it stands once.</summary>
    public string Single(string name) => Image.Single(i => string.Equals(i.Name, name, StringComparison.Ordinal)).Arguments;

    public static Dockerfile Read(string path) => new([.. Joined().Replace(string.Join('\n', File.ReadLines(path).Where(l => !l.StartsWith('#'))), " ")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => line.Split(' ', 2))
        .Select(words => (words[0], words[1].Trim()))]);

    [GeneratedRegex(@"\\\n\s*", RegexOptions.None, 1000)]
    private static partial Regex Joined();
}

using System.Collections.Immutable;

namespace Gateway.Contracts.Directory;

/// <summary>The kinds of topics, each with a directory of its own.</summary>
public static class DirectoryKinds
{
    /// <summary>The keys of all directories.</summary>
    public static ImmutableArray<string> All { get; } = ["topics", "entities", "sources", "languages"];
}

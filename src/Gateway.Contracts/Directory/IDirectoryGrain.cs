using System.Collections.Immutable;
using Orleans.Concurrency;

namespace Gateway.Contracts.Directory;

/// <summary>The names of all topics of one kind. The key is the kind, see <see cref="DirectoryKinds"/>.</summary>
[Alias("gateway.IDirectoryGrain")]
public interface IDirectoryGrain : IGrainWithStringKey
{
    /// <summary>Adds names or updates what is said of them; answers once that is stored. Called by topics.</summary>
    [Alias("Report"), AlwaysInterleave]
    Task Report(ImmutableArray<DirectoryEntry> entries);

    /// <summary>Names in ordinal order of <see cref="DirectoryEntry.Name"/>, behind <paramref name="after"/>.</summary>
    /// <param name="after">The last name already known; null to begin.</param>
    /// <param name="count">How many at most, 1 to 10,000.</param>
    [Alias("List"), AlwaysInterleave]
    Task<DirectoryListing> List(string? after, int count);

    /// <summary>The names with the most articles, most first.</summary>
    /// <param name="count">How many at most, 1 to 200.</param>
    [Alias("Largest"), AlwaysInterleave]
    Task<DirectoryListing> Largest(int count);
}

/// <summary>A topic in its directory.</summary>
[GenerateSerializer, Immutable, Alias("gateway.DirectoryEntry")]
public sealed record DirectoryEntry
{
    /// <summary>The normalised name, without the kind.</summary>
    [Id(0)] public required string Name { get; init; }

    /// <summary>The name for people.</summary>
    [Id(1)] public required string DisplayName { get; init; }

    /// <summary>How many live articles it holds; may lag behind by some seconds.</summary>
    [Id(2)] public required long Count { get; init; }

    /// <summary>When it changed last; may lag behind by some seconds.</summary>
    [Id(3)] public required DateTimeOffset LastModified { get; init; }
}

/// <summary>Some of a directory's names; those without a live article are left out.</summary>
[GenerateSerializer, Immutable, Alias("gateway.DirectoryListing")]
public sealed record DirectoryListing
{
    [Id(0)] public required ImmutableArray<DirectoryEntry> Entries { get; init; }

    /// <summary><c>{revision}-{digest}</c> of the directory, for ETags.</summary>
    [Id(1)] public required string Version { get; init; }

    [Id(2)] public required DateTimeOffset LastModified { get; init; }

    /// <summary>What to pass as <c>after</c> for more; null at the end.</summary>
    [Id(3)] public string? Next { get; init; }

    /// <summary>Where the changes of the silo that hosts the directory stood: every one up to it is in this. Null from a gateway that did not say it yet.</summary>
    [Id(4)] public Changes.ChangePosition? Position { get; init; }
}

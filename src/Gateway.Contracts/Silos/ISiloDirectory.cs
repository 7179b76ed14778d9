using System.Collections.Immutable;

namespace Gateway.Contracts.Silos;

/// <summary>
/// The silos of the cluster, as this one sees them. Not a grain: whoever runs in the silo's process asks it directly.
/// Thread-safe.
/// </summary>
public interface ISiloDirectory
{
    /// <summary>What is known now.</summary>
    SiloView Current { get; }

    /// <summary>Completes when <see cref="Current"/> is another one than <paramref name="known"/>.</summary>
    Task ChangedAsync(SiloView known);
}

/// <summary>The silos that are alive.</summary>
/// <param name="Version">Of the membership: a view with a lower one is older, whoever says it.</param>
/// <param name="Members">In ordinal order of their names.</param>
public sealed record SiloView(long Version, ImmutableArray<SiloMember> Members)
{
    /// <summary>Before anything is known.</summary>
    public static SiloView None { get; } = new(0, []);
}

/// <summary>A silo.</summary>
/// <param name="Name">The same with each start of it; no other silo has it.</param>
/// <param name="Address">Where its origin listens; null where it says nothing of that.</param>
/// <param name="IsJoining">Whether it is given no grains yet: edges may not have opened its stream of changes.</param>
public sealed record SiloMember(string Name, Uri? Address, bool IsJoining);

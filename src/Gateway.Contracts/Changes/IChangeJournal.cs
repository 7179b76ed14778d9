using System.Collections.Immutable;

namespace Gateway.Contracts.Changes;

/// <summary>
/// The latest changes of the grains that this silo hosts, numbered. Not a grain: whoever runs in the silo's process asks it
/// directly. Thread-safe.
/// </summary>
public interface IChangeJournal
{
    /// <summary>Where it stands: read before a grain is asked, every change up to it is in the grain's answer.</summary>
    ChangePosition Position { get; }

    /// <summary>The number of a key's latest change; where that is not known, <see cref="ChangePosition.Sequence"/> of now.</summary>
    /// <param name="key">See <see cref="ChangeKey"/>.</param>
    long SequenceOf(string key);

    /// <summary>Whether a change of a key is among those that are kept.</summary>
    /// <param name="key">See <see cref="ChangeKey"/>.</param>
    bool Knows(string key);

    /// <summary>What changed since.</summary>
    /// <param name="after">The last number that is known already.</param>
    /// <param name="count">Changes at most, from 1.</param>
    ChangeBatch Read(long after, int count);

    /// <summary>Completes when there is a change after <paramref name="after"/>.</summary>
    Task MovedAsync(long after);
}

/// <summary>A place in the changes of a silo.</summary>
/// <param name="Silo">The silo's name, percent-encoded.</param>
/// <param name="Epoch">Another one with each start of the silo's process; above 0.</param>
/// <param name="Sequence">The number of the last change; 0 before the first.</param>
[GenerateSerializer, Immutable, Alias("gateway.ChangePosition")]
public readonly record struct ChangePosition([property: Id(0)] string Silo, [property: Id(1)] long Epoch, [property: Id(2)] long Sequence)
{
    /// <summary><c>{silo}:{epoch}:{sequence}</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Silo}:{Epoch}:{Sequence}");
}

/// <summary>One change of one key.</summary>
/// <param name="Key">See <see cref="ChangeKey"/>.</param>
/// <param name="Sequence">Its number on its silo, from 1.</param>
/// <param name="IsRetraction">Whether something that was shown must not be shown any more.</param>
public readonly record struct Change(string Key, long Sequence, bool IsRetraction);

/// <summary>Changes in their order.</summary>
/// <param name="Changes">Empty where there is none.</param>
/// <param name="Sequence">The number of the last of them, or what was known already; after a gap, the last of all.</param>
/// <param name="IsGap">Whether changes after what was known are forgotten: there are more of them than are kept.</param>
public readonly record struct ChangeBatch(ImmutableArray<Change> Changes, long Sequence, bool IsGap);

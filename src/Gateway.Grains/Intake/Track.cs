namespace Gateway.Grains.Intake;

/// <summary>
/// The ways through a partition. What comes a few at a time has one of its own, with its own rows of the journal and its
/// own room: an article that is put while an archive of thousands is imported does not wait behind them.
/// </summary>
internal enum Track
{
    /// <summary>Calls with many changes.</summary>
    Bulk,

    /// <summary>Calls with few, see <see cref="IntakeOptions.PromptChanges"/>.</summary>
    Prompt,
}

/// <summary>What a track has for itself, beside its rows of the journal.</summary>
internal sealed record Way(Track Track, Company Company, Room Room);

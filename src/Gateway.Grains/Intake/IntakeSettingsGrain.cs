using Orleans.Storage;

namespace Gateway.Grains.Intake;

/// <summary>What was fixed at the first start. The key is 0.</summary>
[Alias("gateway.IIntakeSettingsGrain")]
internal interface IIntakeSettingsGrain : IGrainWithIntegerKey
{
    /// <summary>The number of partitions in force: <paramref name="partitions"/>, stored, if none was before.</summary>
    [Alias("Pin")]
    Task<int> Pin(int partitions);
}

/// <summary>Stored; members are only ever added.</summary>
[GenerateSerializer, Immutable, Alias("gateway.IntakeSettingsState")]
internal sealed record IntakeSettingsState
{
    /// <summary>0 before the first start.</summary>
    [Id(0)] public int Partitions { get; init; }
}

/// <summary>Asked at a start, so it does not stay.</summary>
[GrainType("intakesettings")]
internal sealed class IntakeSettingsGrain([PersistentState("settings")] IPersistentState<IntakeSettingsState> row) : Grain, IIntakeSettingsGrain
{
    public async Task<int> Pin(int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        DeactivateOnIdle();
        if (row.State.Partitions != 0)
            return row.State.Partitions;

        row.State = new IntakeSettingsState { Partitions = partitions };
        try
        {
            await row.WriteStateAsync();
        }
        catch (InconsistentStateException)
        {
            // Two silos that start a cluster at the same time do not know of each other yet: what was stored first is in force.
            await row.ReadStateAsync();
            if (row.State.Partitions == 0)
                throw;
        }

        return row.State.Partitions;
    }
}

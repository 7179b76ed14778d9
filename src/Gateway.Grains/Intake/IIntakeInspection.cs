namespace Gateway.Grains.Intake;

/// <summary>What operation and tests ask of a partition beside taking changes in. The key is the partition's number.</summary>
[Alias("gateway.IIntakeInspection")]
internal interface IIntakeInspection : IGrainWithIntegerKey
{
    /// <summary>Waits until nothing is under way and the journal is empty; false where the activation ended before.</summary>
    [Alias("Quiesce")]
    Task<bool> Quiesce();
}

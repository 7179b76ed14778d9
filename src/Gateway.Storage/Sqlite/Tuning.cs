namespace Gateway.Storage.Sqlite;

/// <summary>Figures that were measured and are nobody's to configure.</summary>
internal static class Tuning
{
    /// <summary>Bytes per page of a new file.</summary>
    public const int PageSize = 4096;

    /// <summary>The log may grow to this many times the size at which checkpoints begin before writers wait for one.</summary>
    public const int HardLimitFactor = 4;
}

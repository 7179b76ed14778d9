namespace Gateway.Storage.Sqlite;

/// <summary>Figures that were measured and are nobody's to configure.</summary>
internal static class Tuning
{
    /// <summary>
    /// Bytes per page of a new file. An article's record takes one or two pages of this size, a small state shares one;
    /// 4 KiB costs more system calls for the large ones, 16 KiB doubles the bytes logged for the small ones.
    /// </summary>
    public const int PageSize = 8192;

    /// <summary>Milliseconds that the writer waits for readers to leave the log, once it is full.</summary>
    public const int RestartWait = 100;

    /// <summary>The log may grow to this many times the size at which checkpoints begin before writers wait for one.</summary>
    public const int HardLimitFactor = 4;
}

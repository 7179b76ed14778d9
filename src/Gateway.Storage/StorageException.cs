namespace Gateway.Storage;

/// <summary>Why the store could not do what it was asked.</summary>
public enum StorageFailure
{
    /// <summary>Input or output failed for a reason with no name of its own.</summary>
    InputOutput,

    /// <summary>Another gateway has the data directory open.</summary>
    Locked,

    /// <summary>Another program holds the database's write lock for longer than the store waits.</summary>
    Busy,

    /// <summary>The file, or the file system that it lies on, cannot be written to.</summary>
    ReadOnly,

    /// <summary>No space is left on the device (or a quota is used up).</summary>
    Full,

    /// <summary>The file is damaged, or no database at all.</summary>
    Corrupt,

    /// <summary>The file was written by a newer gateway than this one.</summary>
    NewerVersion,

    /// <summary>The file is a database, but not a gateway's.</summary>
    Foreign,

    /// <summary>The directory or file cannot be created or opened.</summary>
    Inaccessible,

    /// <summary>One value is larger than the store can hold (about 1 GB).</summary>
    TooLarge,

    /// <summary>The store is not open: starting, or shut down.</summary>
    Closed,

    /// <summary>The target of a backup is there already.</summary>
    AlreadyExists,
}

/// <summary>
/// The embedded store failed. The message is a sentence for operators. Unless it is a
/// <see cref="StorageOutcomeUnknownException"/>, nothing of the write in question is stored, nor ever will be.
/// </summary>
[GenerateSerializer]
[Alias("gateway.storage.exception")]
public class StorageException : Exception
{
    public StorageException()
    {
    }

    public StorageException(string message)
        : base(message)
    {
    }

    public StorageException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    public StorageException(StorageFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What went wrong.</summary>
    [Id(0)]
    public StorageFailure Failure { get; private set; }

    /// <summary>Whether the same call may succeed later without anybody changing the gateway or its data.</summary>
    public bool IsRetryable => Failure is StorageFailure.Full or StorageFailure.Busy or StorageFailure.InputOutput;
}

/// <summary>
/// A commit failed in a way that leaves open whether the write will be found after a restart. Whoever gets this
/// must forget what it believes about the stored state and read it again (a grain deactivates).
/// </summary>
[GenerateSerializer]
[Alias("gateway.storage.outcome-unknown")]
public sealed class StorageOutcomeUnknownException : StorageException
{
    public StorageOutcomeUnknownException()
    {
    }

    public StorageOutcomeUnknownException(string message)
        : base(message)
    {
    }

    public StorageOutcomeUnknownException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    public StorageOutcomeUnknownException(StorageFailure failure, string message, Exception? innerException = null)
        : base(failure, message, innerException)
    {
    }
}

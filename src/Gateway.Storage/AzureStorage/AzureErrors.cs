using Azure;
using Azure.Data.Tables.Models;
using Azure.Identity;
using Azure.Storage.Blobs.Models;

namespace Gateway.Storage.AzureStorage;

/// <summary>What the service's errors mean.</summary>
internal static class AzureErrors
{
    public const int NotFound = 404;
    private const int ConflictStatus = 409;
    private const int PreconditionFailed = 412;
    private const int PayloadTooLarge = 413;

    /// <summary>Whether a condition of a write did not hold: somebody else has changed, made or removed what it was about.</summary>
    public static bool IsConflict(RequestFailedException exception) => exception.Status switch
    {
        PreconditionFailed => true,
        ConflictStatus => exception.ErrorCode == BlobErrorCode.BlobAlreadyExists || exception.ErrorCode == TableErrorCode.EntityAlreadyExists,
        NotFound => !IsMissingContainer(exception) && exception.ErrorCode != TableErrorCode.TableNotFound,
        _ => false,
    };

    /// <summary>Whether it is the container that is not there.</summary>
    public static bool IsMissingContainer(RequestFailedException exception) => exception.ErrorCode == BlobErrorCode.ContainerNotFound;

    /// <summary>Whether an exception comes from the service or the way to it, and not from the caller's own doing.</summary>
    public static bool IsOfTheService(Exception exception) =>
        exception is RequestFailedException or AggregateException or OperationCanceledException or AuthenticationFailedException or IOException or HttpRequestException;

    /// <summary>
    /// The same as a <see cref="StorageException"/>. Where the service has refused a write nothing of it is stored; where no answer
    /// came, or one that it failed, it may be.
    /// </summary>
    public static StorageException Translate(Exception exception, bool isWrite)
    {
        // The library tries again by itself, and tells of every try.
        var cause = exception is AggregateException { InnerExceptions: [.., var last] } ? last : exception;
        var status = (cause as RequestFailedException)?.Status ?? 0;
        var failure = status == PayloadTooLarge ? StorageFailure.TooLarge : status is 401 or 403 || cause is AuthenticationFailedException ? StorageFailure.Inaccessible : StorageFailure.InputOutput;
        var message = $"Azure Storage: {Line(cause)}";
        return isWrite && (status is 0 or >= 500)
            ? new StorageOutcomeUnknownException(failure, message, exception)
            : new StorageException(failure, message, exception);
    }

    // The first line says what happened; headers and bodies follow.
    private static string Line(Exception exception) => exception.Message.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? exception.Message[..end] : exception.Message;
}

using System.Globalization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace Gateway.Storage.Sqlite;

/// <summary>Grain state in the embedded store. A write that has returned is on disk.</summary>
internal sealed class SqliteGrainStorage(SqliteStore store, IGrainStorageSerializer serializer, IActivatorProvider activators) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = await store.ReadState(StateKey.Of(stateName, grainId), value => StoredValue.Read<T>(value, serializer, stateName, grainId));
        if (row is null)
        {
            SetMissing(grainState);
            return;
        }

        grainState.State = row.State ?? New<T>();
        grainState.ETag = ETag.Format(row.Version);
        grainState.RecordExists = true;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        await store.WaitForRoomAsync();
        var expected = Expected(stateName, grainId, grainState.ETag);
        var value = StoredValue.Write(grainState.State, serializer);
        var result = await store.Write(new PutState(StateKey.Of(stateName, grainId), value, expected));
        if (result.IsConflict)
            throw Conflict(stateName, grainId, result.Stored, grainState.ETag);
        grainState.ETag = ETag.Format(result.Stored);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var expected = Expected(stateName, grainId, grainState.ETag);
        var result = await store.Write(new DeleteState(StateKey.Of(stateName, grainId), expected));
        if (result.IsConflict)
            throw Conflict(stateName, grainId, result.Stored, grainState.ETag);
        SetMissing(grainState);
    }

    private static long? Expected(string stateName, GrainId grainId, string? etag)
    {
        if (etag is null)
            return null;
        return ETag.TryParse(etag, out var version)
            ? version
            : throw new InconsistentStateException($"The ETag of state {stateName} of {grainId} is none of this store's.", null, etag);
    }

    private static InconsistentStateException Conflict(string stateName, GrainId grainId, long? stored, string? etag) =>
        new($"State {stateName} of {grainId} was changed by somebody else.", ETag.Format(stored), etag);

    private void SetMissing<T>(IGrainState<T> grainState)
    {
        grainState.State = New<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private T New<T>() => activators.GetActivator<T>().Create();
}

internal static class ETag
{
    public static string? Format(long? version) => version?.ToString("x", CultureInfo.InvariantCulture);

    public static bool TryParse(string? etag, out long version) =>
        long.TryParse(etag, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out version);
}

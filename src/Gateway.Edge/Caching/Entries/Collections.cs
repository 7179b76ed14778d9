namespace Gateway.Edge.Caching.Entries;

/// <summary>The collections that the cache asks the runtime for. For one caller at a time.</summary>
internal sealed class Collections
{
    private readonly OldGarbage _old = new();

    /// <summary>Bytes that the process has allocated in all, to some kilobytes, and how often any generation was collected.</summary>
    public static (long Allocated, int Collections) Count() => (GC.GetTotalAllocatedBytes(precise: false), GC.CollectionCount(0));

    /// <summary>
    /// Collects what is young, at once; and in the background, beside the requests, everything, where much has grown old.
    /// </summary>
    public void Collect()
    {
        GC.Collect(1, GCCollectionMode.Forced, blocking: true, compacting: true);

        var young = GC.GetGCMemoryInfo(GCKind.Ephemeral).GenerationInfo[2];
        var full = Math.Max(GC.GetGCMemoryInfo(GCKind.Background).Index, GC.GetGCMemoryInfo(GCKind.FullBlocking).Index);
        if (_old.IsDue(young.SizeAfterBytes - young.FragmentationAfterBytes, full))
            GC.Collect(2, GCCollectionMode.Forced, blocking: false);
    }
}

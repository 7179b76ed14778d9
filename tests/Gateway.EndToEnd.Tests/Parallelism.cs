// These tests wait for processes most of their time: one more of them at once than there are processors.
[assembly: CollectionBehavior(MaxParallelThreads = 3)]

using Gateway.Grains.Tests.Faults;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Providers;
using Orleans.Storage;

namespace Gateway.Grains.Tests.Hosting;

/// <summary>One process's way to a storage: once cut, nothing that the process still does reaches the storage.</summary>
public sealed class MortalStorage(FaultyStorage storage) : IGrainStorage
{
    private volatile bool _isCut;

    public bool IsCut => _isCut;

    public void Cut() => _isCut = true;

    public void AddTo(ISiloBuilder silo)
    {
        silo.Services.AddSingleton<IGrainStorage>(this);
        silo.Services.AddKeyedSingleton<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, this);
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Alive().ReadStateAsync(stateName, grainId, grainState);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Alive().WriteStateAsync(stateName, grainId, grainState);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Alive().ClearStateAsync(stateName, grainId, grainState);

    private FaultyStorage Alive() => _isCut ? throw new IOException("The process is dead.") : storage;
}

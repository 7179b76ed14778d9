using Gateway.Contracts.Directory;
using Gateway.Contracts.Topics;

namespace Gateway.Origin.Pages.Models;

/// <summary>What the home page shows.</summary>
/// <param name="Latest">The newest articles.</param>
/// <param name="Topics">The largest topics.</param>
/// <param name="Entities">The largest entities.</param>
/// <param name="Sources">The largest sources.</param>
/// <param name="Languages">The largest languages.</param>
internal sealed record HomeLists(
    TopicListing Latest,
    DirectoryListing Topics,
    DirectoryListing Entities,
    DirectoryListing Sources,
    DirectoryListing Languages);

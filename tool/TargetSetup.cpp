#include "tool/TargetSetup.h"

#include "kernel/Releases.h"
#include "matchers/ApiOverlay.h"
#include "tool/deliver/Output.h"
#include "tool/tree/CachedJobs.h"

#include "llvm/ADT/STLExtras.h"

namespace premap {

const char *defaultPreviewApi() { return kernel::PreviewRelease.data(); }

static llvm::Error complaint(const llvm::Twine &Text) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), Text);
}

llvm::Expected<CompileDatabase> loadDatabase(const KernelTree &Tree,
                                             const CommonOptions &Options) {
  llvm::Expected<std::string> Folder = buildFolderOf(Tree, Options.BuildFolder);
  if (!Folder)
    return Folder.takeError();
  auto Database = CompileDatabase::load(Tree, *Folder, Options.Archs);
  if (Database)
    for (const std::string &Sentence : Database->staleness())
      complain("note: " + Sentence);
  return Database;
}

ResultCache openCache(const CommonOptions &Options) {
  if (Options.NoCache)
    return {};
  if (!Options.CacheFolder.empty())
    return ResultCache(Options.CacheFolder);
  llvm::Expected<std::string> Folder = cacheRoot();
  if (Folder)
    return ResultCache(*Folder + "/results");
  llvm::consumeError(Folder.takeError());
  return {};
}

llvm::Expected<CompileCommand> anyCommand(const KernelTree &Tree,
                                          const CompileDatabase &Database) {
  std::vector<std::string> Files = Database.files(Database.mainArch());
  if (Files.empty())
    return complaint("there is no compile command for any file of " +
                     Tree.root() + ": run `premap configure` first");
  std::vector<CompileCommand> Commands = Database.commands(Files.front());
  return *llvm::find_if(Commands, [&](const CompileCommand &C) {
    return C.Arch == Database.mainArch();
  });
}

/// detectFeatures() in a worker: a tree's headers may hang or crash a parse
/// like any of its files.
static llvm::Expected<ApiFeatures> readFeatures(const CompileCommand &Any,
                                                const KernelTree &Tree,
                                                ResultCache &Cache,
                                                unsigned ReadSeconds) {
  WorkerPoolOptions Pool;
  Pool.TimeLimit = std::chrono::seconds(ReadSeconds);
  VirtualFiles Texts = Tree.virtualFiles();
  auto Results = runCached(
      Cache, parseKeys("API of " + Tree.root(), Any, Texts),
      [&](size_t, FilesSeen &Seen) {
        nlohmann::json Said;
        if (auto Features = detectFeatures(Any, Texts, &Seen))
          Said["features"] = *Features;
        else
          Said["error"] = llvm::toString(Features.takeError());
        return Said.dump(-1, ' ', false,
                         nlohmann::json::error_handler_t::replace);
      },
      Pool);
  if (!Results)
    return Results.takeError();
  const JobResult &Job = Results->front();
  if (!Job.ok())
    return complaint("reading the API in the headers of " + Tree.root() + " " +
                     Job.Problem);
  const nlohmann::json Said = nlohmann::json::parse(Job.Bytes);
  if (Said.contains("error"))
    return complaint(Said.at("error").get<std::string>());
  return Said.at("features").get<ApiFeatures>();
}

llvm::Expected<TargetSetup> setUpTarget(const KernelTree &Tree,
                                        const CompileDatabase &Database,
                                        const std::string &TargetApi,
                                        ResultCache &Cache,
                                        unsigned ReadSeconds) {
  llvm::Expected<CompileCommand> Any = anyCommand(Tree, Database);
  if (!Any)
    return Any.takeError();
  TargetSetup Setup;
  llvm::Expected<ApiFeatures> Own =
      readFeatures(*Any, Tree, Cache, ReadSeconds);
  if (!Own)
    return Own.takeError();
  Setup.Tree = *Own;
  Setup.TreeProfile = profileName(*Own);
  if (Own->MmapPrepare) {
    if (TargetApi != "auto" && TargetApi != Setup.TreeProfile)
      return complaint("the tree has the API of " + Setup.TreeProfile +
                       " itself; --target-api " + TargetApi +
                       " is for trees without mmap_prepare");
    Setup.Target = *Own;
    Setup.TargetProfile = Setup.TreeProfile;
    return Setup;
  }
  Setup.Preview = true;
  Setup.TargetProfile = TargetApi == "auto" ? defaultPreviewApi() : TargetApi;
  std::optional<ApiFeatures> Target = featuresOf(Setup.TargetProfile);
  if (!Target)
    return complaint("unknown target API " + Setup.TargetProfile);
  Setup.Target = *Target;
  llvm::Expected<VirtualFiles> Overlay =
      apiOverlay(Tree.root(), *Own, Setup.TargetProfile);
  if (!Overlay)
    return Overlay.takeError();
  Setup.Overlay = std::move(*Overlay);
  return Setup;
}

llvm::Error requireTarget(const TargetSetup &Setup,
                          const std::string &TargetApi) {
  if (!Setup.Preview || TargetApi != "auto")
    return llvm::Error::success();
  return complaint("this tree has no mmap_prepare; say --target-api, " +
                   llvm::Twine(defaultPreviewApi()) +
                   " for example, for a preview against that release");
}

} // namespace premap

#include "tool/tree/CachedJobs.h"

#include "tool/tree/FileState.h"

#include "nlohmann/json.hpp"
#include "clang/Basic/Version.h"

using llvm::StringRef;
using nlohmann::json;

namespace premap {

const std::string &toolIdentity() {
  static const std::string Identity =
      contentHash("/proc/self/exe").value_or("") + clang::getClangFullVersion();
  return Identity;
}

static std::string hashOfFiles(const VirtualFiles &Files) {
  std::vector<StringRef> Parts;
  for (const auto &[Path, Text] : Files)
    Parts.insert(Parts.end(), {Path, Text});
  return hashOf(Parts, 32);
}

std::vector<std::string> parseKeys(StringRef Question,
                                   llvm::ArrayRef<CompileCommand> Commands,
                                   const VirtualFiles &Overlay) {
  std::string Texts = hashOfFiles(Overlay);
  std::vector<std::string> Keys;
  for (const CompileCommand &Command : Commands) {
    std::string Arguments = std::to_string(Command.Arguments.size());
    std::vector<StringRef> Parts{toolIdentity(),
                                 Question,
                                 Texts,
                                 Command.Directory,
                                 Command.File,
                                 Command.Arch,
                                 Command.BestEffort ? "made up" : "",
                                 Arguments};
    Parts.insert(Parts.end(), Command.Arguments.begin(),
                 Command.Arguments.end());
    Parts.insert(Parts.end(), Command.Folders.begin(), Command.Folders.end());
    Keys.push_back(cacheKey(Parts));
  }
  return Keys;
}

/// \p Bytes with what was looked at, for the way to the parent.
static std::string packed(const std::string &Bytes, const FilesSeen &Seen) {
  std::vector<uint8_t> Message =
      json::to_cbor(json{{"bytes", json::binary({Bytes.begin(), Bytes.end()})},
                         {"files", Seen.Files},
                         {"folders", Seen.Folders},
                         {"absent", Seen.Absent},
                         {"refused", Seen.Refused},
                         {"untold", Seen.Untold}});
  return std::string(Message.begin(), Message.end());
}

static CacheEntry unpacked(const std::string &Message) {
  const json Said = json::from_cbor(Message);
  CacheEntry Entry;
  const json::binary_t &Bytes = Said.at("bytes").get_binary();
  Entry.Bytes.assign(Bytes.begin(), Bytes.end());
  Said.at("files").get_to(Entry.Seen.Files);
  Said.at("folders").get_to(Entry.Seen.Folders);
  Said.at("absent").get_to(Entry.Seen.Absent);
  Said.at("refused").get_to(Entry.Seen.Refused);
  Said.at("untold").get_to(Entry.Seen.Untold);
  return Entry;
}

llvm::Expected<std::vector<JobResult>>
runCached(ResultCache &Cache, llvm::ArrayRef<std::string> Keys,
          llvm::function_ref<std::string(size_t, FilesSeen &)> Run,
          const WorkerPoolOptions &Options, const RunTogether &Together) {
  std::vector<JobResult> Results(Keys.size());
  std::vector<std::optional<std::string>> Known = Cache.find(Keys);
  std::vector<size_t> Open, Alone;
  for (size_t I = 0; I < Keys.size(); ++I)
    if (Known[I])
      Results[I].Bytes = std::move(*Known[I]);
    else
      Open.push_back(I);
  bool Keep = Cache.isOn();
  auto Pack = [&](const std::string &Bytes, const FilesSeen &Seen) {
    return Keep ? packed(Bytes, Seen) : Bytes;
  };
  std::map<size_t, std::string> Done;
  if (Together && !Open.empty()) {
    auto Said = Together(Open, Pack);
    if (!Said)
      return Said.takeError();
    Done = std::move(*Said);
  }
  for (size_t I : Open)
    if (auto Its = Done.find(I); Its != Done.end())
      Results[I].Bytes = std::move(Its->second);
    else
      Alone.push_back(I);
  if (!Alone.empty()) {
    auto Said = runInWorkers(
        Alone.size(),
        [&](size_t I) {
          FilesSeen Seen;
          std::string Bytes = Run(Alone[I], Seen);
          return Pack(Bytes, Seen);
        },
        Options);
    if (!Said)
      return Said.takeError();
    for (size_t I = 0; I < Alone.size(); ++I)
      Results[Alone[I]] = std::move((*Said)[I]);
  }
  if (!Keep)
    return Results;
  std::vector<CacheEntry> Fresh;
  for (size_t I : Open) {
    JobResult &Result = Results[I];
    if (!Result.ok())
      continue;
    Fresh.push_back(unpacked(Result.Bytes));
    Fresh.back().Key = Keys[I];
    Result.Bytes = Fresh.back().Bytes;
  }
  Cache.keep(Fresh);
  return Results;
}

} // namespace premap

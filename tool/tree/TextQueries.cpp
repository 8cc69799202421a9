#include "tool/tree/TextQueries.h"

#include "tool/tree/CachedJobs.h"
#include "tool/tree/FileState.h"
#include "tool/tree/SourceWalk.h"
#include "tool/tree/WordSearch.h"

#include "nlohmann/json.hpp"

#include <set>

using llvm::StringRef;
using nlohmann::json;

namespace premap {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CandidateHit, Path, Line, Offset, Kind)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(UnreadPath, Path, Reason)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(CandidateSet, Hits, Sources, Headers,
                                   TableMacros, Unread, FilesRead, BytesRead)

static std::string packed(const json &Value) {
  std::vector<uint8_t> Bytes = json::to_cbor(Value);
  return std::string(Bytes.begin(), Bytes.end());
}

/// The names, sizes and times of all files, "" if one was touched so late that
/// it may change again without a trace, or could not be listed.
const std::string &TextQueries::stateOfFiles() {
  if (State)
    return *State;
  State.emplace();
  SourceList List = listSources(Tree);
  if (!List.Unread.empty())
    return *State;
  std::string Stamps;
  for (const std::string &File : List.Files) {
    auto Text = Tree.texts().find(File);
    Stamps += File + '\n';
    if (Text != Tree.texts().end()) {
      Stamps += hashOf({Text->second.value_or("")});
      continue;
    }
    FileStamp Stamp = stampOf(Tree.absolute(File));
    if (Cache.isTooNew(Stamp))
      return *State;
    for (int64_t Number :
         {Stamp.Size, Stamp.Modified, Stamp.Changed, Stamp.Inode})
      Stamps += std::to_string(Number) + ' ';
  }
  return *(State = hashOf({Tree.root(), Stamps}, 32));
}

/// The kept answer to \p Question about \p Names, or what \p Ask says.
std::string TextQueries::answer(StringRef Question,
                                const std::vector<std::string> &Names,
                                llvm::function_ref<std::string()> Ask) {
  if (!Cache.isOn() || stateOfFiles().empty())
    return Ask();
  std::vector<StringRef> Parts{toolIdentity(), Question, stateOfFiles()};
  Parts.insert(Parts.end(), Names.begin(), Names.end());
  std::string Key = cacheKey(Parts);
  if (std::optional<std::string> Known = Cache.find(Key).front())
    return *Known;
  std::string Said = Ask();
  Cache.keep(CacheEntry{Key, {}, Said});
  return Said;
}

CandidateSet TextQueries::candidates() {
  std::string Said = answer("candidates", {}, [&] {
    return packed(json(searchCandidates(Tree, Jobs)));
  });
  return json::from_cbor(Said).get<CandidateSet>();
}

FilesByName TextQueries::definitions(const std::vector<std::string> &Names) {
  std::string Said = answer("definitions", Names, [&] {
    return packed(json(findFunctionDefinitions(Tree, Names, Jobs)));
  });
  return json::from_cbor(Said).get<FilesByName>();
}

FilesByName TextQueries::spelledIn(const std::vector<std::string> &Names) {
  auto Ask = [&] {
    WordSearch Words(Names);
    std::vector<std::string> Files = listSources(Tree).Files;
    std::vector<std::set<unsigned>> Found(Files.size());
    forEachSource(Tree, Files, Jobs, [&](size_t File, StringRef Text) {
      Words.forEach(Text,
                    [&](size_t, unsigned Word) { Found[File].insert(Word); });
    });
    FilesByName Spelled;
    for (size_t File = 0; File < Files.size(); ++File)
      for (unsigned Word : Found[File])
        Spelled[Words.words()[Word]].push_back(Files[File]);
    return packed(json(Spelled));
  };
  return json::from_cbor(answer("words", Names, Ask)).get<FilesByName>();
}

} // namespace premap

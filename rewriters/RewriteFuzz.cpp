// libFuzzer: whatever C a hook is written in, it is converted into a text that
// parses as well as before, or declined. The texts are those of testdata with
// words and lines left out, doubled, exchanged and taken from elsewhere.
#include "findings/Inputs.h"
#include "matchers/ApiFeatures.h"
#include "matchers/FactExtractor.h"
#include "matchers/FactIndex.h"
#include "rewriters/Reparse.h"
#include "rewriters/Rewrite.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

using namespace premap;
using llvm::StringRef;
namespace fs = std::filesystem;

static const fs::path Testdata = PREMAP_TESTDATA;

static std::string slurp(const fs::path &Path) {
  std::ifstream In(Path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(In), {});
}

static void replaceAll(std::string &Text, StringRef Old, StringRef New) {
  for (size_t At = 0; (At = Text.find(Old.str(), At)) != std::string::npos;
       At += New.size())
    Text.replace(At, Old.size(), New.str());
}

/// How \p File is compiled for the sample tree of PREMAP_API \p Api.
static CompileCommand command(const std::string &File, const std::string &Api) {
  static const nlohmann::json Flags =
      nlohmann::json::parse(slurp(Testdata / "convert/flags.json"));
  CompileCommand C;
  C.Directory = Testdata / "convert";
  C.Folders = {Testdata};
  C.File = File;
  C.Arch = "x86_64";
  for (std::string Flag : Flags["arguments"]) {
    replaceAll(Flag, "@tree@", (Testdata / "tree").string());
    replaceAll(Flag, "@convert@", (Testdata / "convert").string());
    C.Arguments.push_back(Flag);
  }
  C.Arguments.push_back("-DPREMAP_API=" + Api);
  C.Arguments.push_back(File);
  return C;
}

namespace {

/// A release to convert to, and the number by which the sample tree has it.
struct Target {
  const char *Release, *Api;
};
constexpr Target Targets[] = {{"6.19", "619"}, {"7.1", "710"}, {"7.3", "730"}};

/// Words and blanks of a text in turn.
std::vector<std::string> wordsOf(StringRef Text) {
  std::vector<std::string> Words;
  while (!Text.empty()) {
    auto IsName = [](char C) { return llvm::isAlnum(C) || C == '_'; };
    StringRef Word = Text.take_while(IsName);
    if (Word.empty())
      Word = Text.take_front(1);
    Words.push_back(Word.str());
    Text = Text.drop_front(Word.size());
  }
  return Words;
}

std::vector<std::string> linesOf(StringRef Text) {
  std::vector<std::string> Lines;
  while (!Text.empty()) {
    size_t End = Text.find('\n');
    StringRef Line = Text.take_front(End == StringRef::npos ? End : End + 1);
    Lines.push_back(Line.str());
    Text = Text.drop_front(Line.size());
  }
  return Lines;
}

std::string joined(const std::vector<std::string> &Parts) {
  std::string Text;
  for (const std::string &Part : Parts)
    Text += Part;
  return Text;
}

/// Leaves out, doubles, moves or replaces one of \p Parts.
void mutate(std::vector<std::string> &Parts,
            const std::vector<std::string> &Others, std::minstd_rand &Random) {
  if (Parts.empty() || Others.empty())
    return;
  size_t At = Random() % Parts.size();
  switch (Random() % 4) {
  case 0:
    Parts.erase(Parts.begin() + At);
    break;
  case 1:
    Parts.insert(Parts.begin() + At, Parts[Random() % Parts.size()]);
    break;
  case 2:
    std::swap(Parts[At], Parts[Random() % Parts.size()]);
    break;
  default:
    Parts[At] = Others[Random() % Others.size()];
  }
}

/// Lines of all hooks in testdata/convert.
const std::vector<std::string> &knownLines() {
  static const std::vector<std::string> Lines = [] {
    std::vector<std::string> All;
    std::vector<fs::path> Files;
    for (const auto &Entry :
         fs::recursive_directory_iterator(Testdata / "convert"))
      if (Entry.path().filename() == "before.c")
        Files.push_back(Entry.path());
    std::sort(Files.begin(), Files.end());
    for (const fs::path &Path : Files)
      for (std::string &Line : linesOf(slurp(Path)))
        All.push_back(std::move(Line));
    return All;
  }();
  return Lines;
}

} // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t *Data,
                                               std::size_t Size,
                                               std::size_t MaxSize,
                                               unsigned Seed) {
  std::minstd_rand Random(Seed);
  std::string Text(reinterpret_cast<const char *>(Data), Size);
  for (unsigned I = 0, Many = 1 + Random() % 3; I != Many; ++I) {
    bool ByLine = Random() % 2;
    std::vector<std::string> Parts = ByLine ? linesOf(Text) : wordsOf(Text);
    mutate(Parts, ByLine ? knownLines() : Parts, Random);
    Text = joined(Parts);
  }
  Text.resize(std::min(Text.size(), MaxSize));
  std::copy(Text.begin(), Text.end(), Data);
  return Text.size();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *Data,
                                      std::size_t Size) {
  static const std::string File =
      (Testdata / "convert/include/fuzzed.c").string();
  const std::string Folder = (Testdata / "convert/include").string();
  const std::string Text(reinterpret_cast<const char *>(Data), Size);
  UnitFacts Facts = extractFacts(command(File, "0"), Folder, {{File, Text}});
  if (Facts.ParseFailed)
    return -1; // not worth keeping
  FactIndex Index({std::move(Facts)});
  FileReader Read = [&](const std::string &) { return Text; };
  for (const HandlerRecord &Record : Index.handlers()) {
    if (Record.Converted)
      continue;
    const Target &To = Targets[Size % std::size(Targets)];
    PlanResult Planned =
        plan(conversionInput(Record, Index), *featuresOf(To.Release), Read);
    if (!Planned.Accepted) {
      if (Planned.Obstacles.empty())
        std::abort(); // a refusal has a reason
      continue;
    }
    // A warning about the old name is another one about the new name.
    if (!newDiagnostics({command(File, To.Api)}, {{File, ""}}, {{File, Text}})
             .empty())
      return -1;
    std::string New = applyEdits(Text, Planned.Edits, "fuzzed.c");
    for (const Diagnostic &D : newDiagnostics({command(File, To.Api)},
                                              {{File, Text}}, {{File, New}})) {
      std::fprintf(stderr, "%s for %s: %u: %s\n%s\n", Record.Id.c_str(),
                   To.Release, D.Line, D.Message.c_str(), New.c_str());
      std::abort();
    }
  }
  return 0;
}

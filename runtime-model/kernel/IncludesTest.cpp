// Which files know each other: what is below knows nothing of what is above, or
// nobody can read, or test, one without the other.
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <string>

namespace premap {
namespace {

namespace fs = std::filesystem;

using Graph = std::map<std::string, std::set<std::string>>;

const fs::path Root = fs::path(PREMAP_TESTDATA) / "..";

/// Rooms from below to above; a file includes nothing of a room further down.
constexpr std::string_view Rooms[] = {"guard/",
                                      "runtime-model/kernel/",
                                      "runtime-model/model/",
                                      "matchers/",
                                      "findings/",
                                      "rewriters/",
                                      "runtime-model/verify/",
                                      "tool/tree/",
                                      "tool/deliver/",
                                      "tool/lint/",
                                      "tool/plan/",
                                      "tool/series/",
                                      "tool/"};

/// Circles of files, a .h and its .cpp taken for one, that are known.
constexpr size_t LargestCircle = 4;

bool isSource(const fs::path &Path) {
  std::string Name = Path.filename().string();
  return (Name.ends_with(".h") || Name.ends_with(".cpp")) &&
         !Name.ends_with("Test.cpp");
}

std::set<std::string> sources() {
  std::set<std::string> All;
  for (std::string_view Room : Rooms)
    for (const auto &Entry : fs::recursive_directory_iterator(Root / Room))
      if (Entry.is_regular_file() && isSource(Entry.path()))
        All.insert(fs::relative(Entry.path(), Root).string());
  return All;
}

/// The files of ours that \p Path includes.
std::set<std::string> includesOf(const std::string &Path,
                                 const std::set<std::string> &Sources) {
  std::set<std::string> Found;
  std::ifstream File(Root / Path);
  for (std::string Line; std::getline(File, Line);) {
    constexpr std::string_view Start = "#include \"";
    if (!Line.starts_with(Start))
      continue;
    std::string Name =
        Line.substr(Start.size(), Line.find('"', Start.size()) - Start.size());
    std::string Beside =
        (fs::path(Path).parent_path() / Name).lexically_normal().string();
    for (const std::string &Full : {Name, "runtime-model/" + Name, Beside})
      if (Sources.count(Full)) {
        Found.insert(Full);
        break;
      }
  }
  return Found;
}

Graph includes() {
  std::set<std::string> Sources = sources();
  Graph All;
  for (const std::string &Path : Sources)
    All[Path] = includesOf(Path, Sources);
  return All;
}

std::set<std::string> reachable(const Graph &G, const std::string &From) {
  std::set<std::string> Seen;
  std::function<void(const std::string &)> Visit =
      [&](const std::string &Node) {
        auto At = G.find(Node);
        if (At != G.end())
          for (const std::string &Next : At->second)
            if (Seen.insert(Next).second)
              Visit(Next);
      };
  Visit(From);
  return Seen;
}

std::string withoutSuffix(const std::string &Path) {
  return Path.substr(0, Path.rfind('.'));
}

size_t roomOf(const std::string &Path) {
  for (size_t I = 0; I < std::size(Rooms); ++I)
    if (Path.starts_with(Rooms[I]))
      return I;
  return std::size(Rooms);
}

} // namespace

TEST(Includes, NoHeaderIncludesItselfByWayOfOthers) {
  Graph Headers;
  for (const auto &[Path, Included] : includes())
    if (Path.ends_with(".h"))
      Headers[Path] = Included;
  ASSERT_GT(Headers.size(), 100u);
  for (const auto &[Path, Included] : Headers)
    EXPECT_FALSE(reachable(Headers, Path).count(Path)) << Path;
}

TEST(Includes, CirclesOfFilesStaySmall) {
  Graph Files;
  for (const auto &[Path, Included] : includes())
    for (const std::string &Other : Included)
      if (withoutSuffix(Other) != withoutSuffix(Path))
        Files[withoutSuffix(Path)].insert(withoutSuffix(Other));
  std::map<std::string, std::set<std::string>> Reach;
  for (const auto &[Path, Included] : Files)
    Reach[Path] = reachable(Files, Path);
  for (const auto &[Path, Others] : Reach) {
    std::set<std::string> Circle;
    for (const std::string &Other : Others)
      if (auto Back = Reach.find(Other);
          Back != Reach.end() && Back->second.count(Path))
        Circle.insert(Other);
    EXPECT_LE(Circle.size(), LargestCircle)
        << Path << " is in a circle of " << testing::PrintToString(Circle);
  }
}

TEST(Includes, NoRoomKnowsWhatIsAboveIt) {
  for (const auto &[Path, Included] : includes())
    for (const std::string &Other : Included)
      EXPECT_LE(roomOf(Other), roomOf(Path)) << Path << " includes " << Other;
}

} // namespace premap

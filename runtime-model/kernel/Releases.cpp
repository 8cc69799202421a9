#include "kernel/ReleaseShapes.h"

#include <algorithm>

namespace premap::kernel {

// A release that has the numbers of the model's older pipeline behaves like it.
static constexpr Release Rows[] = {
    {"6.12", 612, false, "legacy-6.12", "", "", shapesOf612, true},
    {"6.16", 616, true, "legacy-6.16", "prepare-6.16", "", shapesSince616},
    {"6.17", 617, true, "legacy-6.16", "prepare-6.17", "", shapesSince617},
    {"6.18", 618, true, "legacy-6.16", "prepare-6.18", "", shapesSince618},
    {"6.19", 619, true, "legacy-6.16", "prepare-6.19", "compat-6.19",
     shapesSince619},
    {"7.0", 700, true, "legacy-6.16", "prepare-7.0", "compat-7.0",
     shapesSince70},
    {"7.1", 701, true, "legacy-6.16", "prepare-7.1", "compat-7.1",
     shapesSince71},
    {"7.2", 702, true, "legacy-7.2", "prepare-7.2", "compat-7.2", shapesSince72,
     true},
    {"7.3", 703, true, "legacy-7.3", "prepare-7.3", "compat-7.3", shapesSince73,
     true},
};

std::span<const Release> releases() { return Rows; }

std::span<const Release> targets() {
  std::span<const Release> All(Rows);
  auto First = std::ranges::find(All, true, &Release::HasPrepare);
  return All.subspan(First - All.begin());
}

const Release *releaseNamed(std::string_view Name) {
  for (const Release &R : Rows)
    if (R.Name == Name)
      return &R;
  return nullptr;
}

const Release &newestRelease() { return *std::rbegin(Rows); }

std::string targetList() {
  std::string Result;
  for (const Release &R : targets())
    Result += (Result.empty() ? "" : ", ") + std::string(R.Name);
  return Result;
}

std::map<std::string_view, std::string_view> shapesOf(const Release &R) {
  std::map<std::string_view, std::string_view> Result;
  for (const Release &Step : Rows) {
    if (Step.Number > R.Number)
      break;
    for (const Shape &S : Step.Differences) {
      if (S.Type == NoShape)
        Result.erase(S.Name);
      else
        Result[S.Name] = S.Type;
    }
  }
  return Result;
}

std::vector<std::string_view> typesOf(std::string_view Name) {
  std::vector<std::string_view> Result;
  for (const Release &R : Rows)
    for (const Shape &S : R.Differences)
      if (S.Name == Name && S.Type != NoShape &&
          std::ranges::find(Result, S.Type) == Result.end())
        Result.push_back(S.Type);
  return Result;
}

std::vector<const Release *> releasesOf(std::string_view Name,
                                        std::string_view Type) {
  std::vector<const Release *> Result;
  std::string_view Now = NoShape;
  for (const Release &R : Rows) {
    for (const Shape &S : R.Differences)
      if (S.Name == Name)
        Now = S.Type;
    if (Now == Type)
      Result.push_back(&R);
  }
  return Result;
}

} // namespace premap::kernel

#include "rewriters/EditGroup.h"

#include <algorithm>
#include <tuple>

namespace premap {

static bool comesBefore(const Edit &A, const Edit &B) {
  return std::tie(A.Path, A.Offset, A.Length, A.Text) <
         std::tie(B.Path, B.Offset, B.Length, B.Text);
}

static bool overlap(const Edit &A, const Edit &B) {
  if (A.Path != B.Path)
    return false;
  // Two insertions at one place have no order of their own.
  if (A.Offset == B.Offset && (A.Length == 0) == (B.Length == 0))
    return true;
  return A.Offset < B.end() && B.Offset < A.end();
}

std::vector<std::string> EditGroup::paths() const {
  std::vector<std::string> Paths;
  for (const Edit &E : Edits)
    Paths.push_back(E.Path);
  std::sort(Paths.begin(), Paths.end());
  Paths.erase(std::unique(Paths.begin(), Paths.end()), Paths.end());
  return Paths;
}

llvm::Expected<EditGroup> mergeGroups(const std::vector<EditGroup> &Groups) {
  EditGroup All;
  for (const EditGroup &Group : Groups)
    All.Edits.insert(All.Edits.end(), Group.Edits.begin(), Group.Edits.end());
  std::sort(All.Edits.begin(), All.Edits.end(), comesBefore);
  All.Edits.erase(std::unique(All.Edits.begin(), All.Edits.end()),
                  All.Edits.end());
  for (size_t I = 1; I < All.Edits.size(); ++I) {
    const Edit &A = All.Edits[I - 1], &B = All.Edits[I];
    if (overlap(A, B))
      return llvm::createStringError(
          "%s: two changes meet at byte %u: \"%s\" and \"%s\"", A.Path.c_str(),
          B.Offset, A.Why.c_str(), B.Why.c_str());
  }
  return All;
}

std::string applyEdits(const std::string &Text, const EditGroup &Group,
                       const std::string &Path) {
  std::string Out;
  size_t Done = 0;
  for (const Edit &E : Group.Edits) {
    if (E.Path != Path)
      continue;
    Out.append(Text, Done, E.Offset - Done);
    Out += E.Text;
    Done = E.end();
  }
  Out.append(Text, Done);
  return Out;
}

llvm::Expected<std::map<std::string, std::string>>
applyGroup(const EditGroup &Group, const FileReader &Read) {
  std::map<std::string, std::string> Texts;
  for (const std::string &Path : Group.paths()) {
    std::optional<std::string> Text = Read(Path);
    if (!Text)
      return llvm::createStringError("%s: cannot be read again", Path.c_str());
    for (const Edit &E : Group.Edits)
      if (E.Path == Path && E.end() > Text->size())
        return llvm::createStringError("%s: has become shorter since it was "
                                       "analysed",
                                       Path.c_str());
    Texts[Path] = applyEdits(*Text, Group, Path);
  }
  return Texts;
}

} // namespace premap

#include "tool/ArchSurvey.h"

#include "tool/ConfigureTree.h"
#include "tool/tree/ArchChoice.h"
#include "tool/tree/CompileFlags.h"
#include "tool/tree/Kbuild.h"

#include "llvm/ADT/STLExtras.h"

namespace premap {

ArchSurvey surveyArchs(const KernelTree &Tree, const CompileDatabase *Database,
                       unsigned Jobs) {
  ArchSurvey Survey;
  std::vector<std::string> Archs = archsOf(Tree);
  for (const std::string &Arch : Archs)
    (kbuildHasClangTarget(Tree, sourceArch(Arch)) ? Survey.Configurable
                                                  : Survey.OutOfReach)
        .push_back(Arch);
  if (!Database)
    return Survey;
  Survey.Left = filesWithHandlers(Tree, Jobs);
  for (const std::string &Path : Database->files())
    Survey.Left.erase(Path);
  // What a configured one should compile by the text, and does not, depends on
  // something that the text does not show: it speaks for no other one either.
  const std::vector<std::string> Done = Database->archs();
  std::set<std::string> Open = Survey.Left;
  for (const std::string &Arch : Done)
    for (const std::string &Path : mightBuild(Tree, Arch, Open))
      Open.erase(Path);
  for (const std::string &Arch : Archs)
    if (!llvm::is_contained(Done, Arch))
      if (size_t Count = mightBuild(Tree, Arch, Open).size())
        Survey.MayCompile[Arch] = Count;
  return Survey;
}

} // namespace premap

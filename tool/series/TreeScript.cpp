#include "tool/series/TreeScript.h"

#include "tool/tree/Sandbox.h"

#include "llvm/Support/FileSystem.h"

namespace premap {

llvm::Expected<ProcessResult> runTreeScript(const ScriptPlace &Place,
                                            llvm::StringRef Script,
                                            std::vector<std::string> Arguments,
                                            bool InTree) {
  const std::string Path = (Place.Root + "/" + Script).str();
  if (!llvm::sys::fs::exists(Path))
    return llvm::createStringError("the tree has no " + Script);
  Process P;
  P.Directory = InTree ? Place.Root : Place.Folder;
  if (Place.Sandbox) {
    P.Argv = sandboxWords(Place.Root, Place.Folder);
    P.Argv.pop_back(); // the end of its options
    P.Argv.insert(P.Argv.end(), {"--chdir", P.Directory, "--"});
  }
  P.Argv.insert(P.Argv.end(), {"perl", Path});
  P.Argv.insert(P.Argv.end(), Arguments.begin(), Arguments.end());
  P.Plain = true;
  // The user's own settings of these programs would change what we print.
  // Perl orders a hash anew in each run, and get_maintainer.pl prints one.
  P.Environment = {"HOME=" + Place.Folder,
                   "GIT_CEILING_DIRECTORIES=" + Place.Folder,
                   "PERL_HASH_SEED=0", "PERL_PERTURB_KEYS=0"};
  return runProcess(P);
}

} // namespace premap

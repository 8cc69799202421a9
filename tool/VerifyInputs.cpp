#include "tool/VerifyInputs.h"

namespace premap {

verify::Unit unitOf(const CompileCommand &Command) {
  return {Command.Directory, Command.File, Command.Arguments, Command.Folders};
}

std::function<std::vector<verify::Unit>(const std::set<std::string> &)>
definersNear(HelperSources &Helpers, const std::string &File,
             const std::string &Arch) {
  return [&Helpers, File, Arch](const std::set<std::string> &Functions) {
    std::vector<verify::Unit> Units;
    for (const CompileCommand &Command :
         Helpers.definers(File, Functions, Arch))
      Units.push_back(unitOf(Command));
    return Units;
  };
}

std::vector<verify::VerifyInput>
verifyInputs(const HookTables &Hook, const KernelTree &Tree,
             const CommandLookup &CommandsOf, HelperSources *Helpers,
             const TargetSetup &Api, const VirtualFiles &New) {
  std::vector<verify::VerifyInput> Inputs;
  for (const std::string &File : Hook.TableFiles)
    for (const CompileCommand &Command : CommandsOf(File)) {
      verify::VerifyInput Input;
      Input.Main = unitOf(Command);
      Input.Arch = Command.Arch;
      if (Hook.File != File)
        for (const CompileCommand &Other : CommandsOf(Hook.File))
          if (Other.Arch == Command.Arch)
            Input.Others.push_back(unitOf(Other));
      Input.Tree = Tree.root();
      Input.OldFiles = Api.Overlay;
      Input.NewFiles = New;
      // Does nothing to the files that New has.
      Input.NewFiles.insert(Api.Overlay.begin(), Api.Overlay.end());
      Input.Handler = Hook.Name;
      Input.TargetApi = Api.TargetProfile;
      if (Helpers)
        Input.Definers = definersNear(*Helpers, Hook.File, Command.Arch);
      Inputs.push_back(std::move(Input));
    }
  return Inputs;
}

} // namespace premap

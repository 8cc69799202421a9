#include "tool/ReportBuild.h"

#include "tool/Version.h"

#include "llvm/ADT/STLExtras.h"

namespace premap {

bool wantsReport(const std::vector<OutputRequest> &Requests) {
  return llvm::any_of(Requests, [](const OutputRequest &Request) {
    return Request.Format == "html";
  });
}

ReportInput reportOf(const KernelTree &Tree, const std::string &Command) {
  ReportInput Input;
  Input.Tool = versionText();
  Input.Command = Command;
  Input.Read = [&Tree](const std::string &Path) -> std::optional<std::string> {
    llvm::ErrorOr<std::string> Text = Tree.read(Path);
    return Text ? std::optional(std::move(*Text)) : std::nullopt;
  };
  return Input;
}

ReportInput reportOf(const TreeScan &Scan, const std::string &Command) {
  ReportInput Input = reportOf(Scan.Tree, Command);
  Input.Scan = &Scan.Result;
  return Input;
}

} // namespace premap

#include "tool/cli/ManPage.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringRef.h"

using llvm::StringRef;

namespace premap {
namespace {

/// \p Text for troff: nothing in it is a request or an escape.
std::string escaped(StringRef Text) {
  std::string Out;
  bool AtStart = true;
  for (char C : Text) {
    if (AtStart && (C == '.' || C == '\''))
      Out += "\\&";
    if (C == '\\')
      Out += "\\e";
    else if (C == '-')
      Out += "\\-";
    else
      Out += C;
    AtStart = C == '\n';
  }
  return Out;
}

std::string bold(StringRef Text) { return "\\fB" + escaped(Text) + "\\fR"; }
std::string italic(StringRef Text) { return "\\fI" + escaped(Text) + "\\fR"; }

class Page {
public:
  Page(StringRef Name, const ManualFacts &Facts) {
    Out = ".TH " + escaped(Name.upper()) + " 1 \"\" \"" +
          escaped(Facts.Version) + "\" \"User Commands\"\n";
  }

  void name(StringRef Name, StringRef Text) {
    Out += ".SH NAME\n" + escaped(Name) + " \\- " + escaped(Text) + "\n";
  }
  void section(StringRef Title) {
    Out += ".SH " + escaped(Title.upper()) + "\n";
  }
  void subsection(StringRef Title) { Out += ".SS " + escaped(Title) + "\n"; }
  void paragraph(StringRef Text) { Out += ".PP\n" + escaped(Text) + "\n"; }
  void item(const std::string &Term, StringRef Text) {
    Out += ".TP\n" + Term + "\n" + escaped(Text) + "\n";
  }
  void example(StringRef Text) {
    Out += ".PP\n.EX\n" + escaped(Text) + "\n.EE\n";
  }

  void synopsis(const CommandText &Command, const std::string &Path) {
    section("Synopsis");
    paragraph(usageOf(Command, Path));
  }

  void options(const CommandText &Command) {
    for (const OptionText &Option : Command.Positionals)
      item(italic(Option.Names.front()), Option.Description);
    for (const OptionGroup &Group : Command.Groups) {
      subsection(Group.Title);
      for (const OptionText &Option : Group.Options)
        item(term(Option), Option.Description);
    }
  }

  void tail(const CommandText &Command) {
    size_t At = 0;
    while (At < Command.Remarks.size()) {
      size_t End =
          std::min(Command.Remarks.find('\n', At), Command.Remarks.size());
      paragraph(StringRef(Command.Remarks).slice(At, End));
      At = End + 1;
    }
    if (Command.Examples.empty())
      return;
    section("Examples");
    for (const std::string &Example : Command.Examples)
      example(Example);
  }

  void facts(StringRef Title,
             const std::vector<std::pair<std::string, std::string>> &Rows) {
    section(Title);
    for (const auto &[Term, Text] : Rows)
      item(bold(Term), Text);
  }

  void seeAlso(const std::vector<std::string> &Names) {
    section("See also");
    for (const std::string &Name : Names)
      Out += ".BR " + escaped(Name) +
             (&Name == &Names.back() ? " (1)\n" : " (1),\n");
  }

  std::string Out;

private:
  static std::string term(const OptionText &Option) {
    std::string Term;
    for (const std::string &Name : Option.Names)
      Term += (Term.empty() ? "" : ", ") + bold(Name);
    return Term + (Option.Value.empty() ? "" : " " + italic(Option.Value));
  }
};

std::string pageOf(const CommandText &Command, const std::string &Program,
                   const ManualFacts &Facts) {
  const std::string Name = Program + "-" + Command.Name;
  Page P(Name, Facts);
  P.name(Name, Command.Description);
  P.synopsis(Command, Program + " " + Command.Name);
  for (const CommandText &Sub : Command.Commands)
    P.paragraph(usageOf(Sub, Program + " " + Command.Name + " " + Sub.Name));
  P.section("Options");
  P.options(Command);
  for (const CommandText &Sub : Command.Commands) {
    P.section(Program + " " + Command.Name + " " + Sub.Name);
    P.paragraph(Sub.Description);
    P.options(Sub);
  }
  P.tail(Command);
  P.seeAlso({Program});
  return P.Out;
}

} // namespace

std::map<std::string, std::string> manPages(const CommandText &Program,
                                            const ManualFacts &Facts) {
  std::map<std::string, std::string> Pages;
  Page P(Program.Name, Facts);
  P.name(Program.Name, Program.Description);
  P.synopsis(Program, Program.Name);
  P.section("Options");
  P.options(Program);
  P.section("Commands");
  std::vector<std::string> Names;
  for (const CommandText &Command : Program.Commands) {
    P.item(bold(Command.Name), Command.Description);
    Names.push_back(Program.Name + "-" + Command.Name);
    Pages[Names.back() + ".1"] = pageOf(Command, Program.Name, Facts);
  }
  P.tail(Program);
  P.facts("Exit status", Facts.ExitStatus);
  P.facts("Environment", Facts.Environment);
  P.seeAlso(Names);
  Pages[Program.Name + ".1"] = P.Out;
  return Pages;
}

} // namespace premap

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace palimpsest
{

/// Makes a list of values that are evenly spaced by their logarithm: from, to, how many.
class LogGridPanel : public QWidget
{
    Q_OBJECT

public:
    explicit LogGridPanel(QWidget* parent = nullptr);
    void start(const std::vector<double>& values); ///< takes ends and number from a list
    /// Also offers to find the range by a probe; for λ of a penalty.
    void offerProbe();

Q_SIGNALS:
    void chosen(const std::vector<double>& values);
    void probeWanted(int count); ///< so many values

private:
    std::vector<double> values() const;
    void preview();

    QLineEdit* m_first;
    QLineEdit* m_last;
    QSpinBox* m_count;
    QLabel* m_preview;
    QPushButton* m_use;
    QPushButton* m_probe;
};

} // namespace palimpsest
